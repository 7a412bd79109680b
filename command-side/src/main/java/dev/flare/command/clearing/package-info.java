@NullMarked
package dev.flare.command.clearing;

import org.jspecify.annotations.NullMarked;
