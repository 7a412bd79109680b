@NullMarked
package dev.flare.command;

import org.jspecify.annotations.NullMarked;
