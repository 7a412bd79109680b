@NullMarked
package dev.flare.command.status;

import org.jspecify.annotations.NullMarked;
