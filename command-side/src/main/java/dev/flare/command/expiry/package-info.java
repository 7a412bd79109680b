@NullMarked
package dev.flare.command.expiry;

import org.jspecify.annotations.NullMarked;
