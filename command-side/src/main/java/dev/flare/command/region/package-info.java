@NullMarked
package dev.flare.command.region;

import org.jspecify.annotations.NullMarked;
