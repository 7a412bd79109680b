@NullMarked
package dev.flare.command.batch;

import org.jspecify.annotations.NullMarked;
