@NullMarked
package dev.flare.command.deposit;

import org.jspecify.annotations.NullMarked;
