@NullMarked
package dev.flare.command.transit;

import org.jspecify.annotations.NullMarked;
