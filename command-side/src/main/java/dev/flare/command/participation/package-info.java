@NullMarked
package dev.flare.command.participation;

import org.jspecify.annotations.NullMarked;
