@NullMarked
package dev.flare.command.transfer;

import org.jspecify.annotations.NullMarked;
