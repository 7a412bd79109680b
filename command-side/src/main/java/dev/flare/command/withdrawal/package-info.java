@NullMarked
package dev.flare.command.withdrawal;

import org.jspecify.annotations.NullMarked;
