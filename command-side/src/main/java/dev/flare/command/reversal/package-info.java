@NullMarked
package dev.flare.command.reversal;

import org.jspecify.annotations.NullMarked;
