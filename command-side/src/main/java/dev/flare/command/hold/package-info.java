@NullMarked
package dev.flare.command.hold;

import org.jspecify.annotations.NullMarked;
