@NullMarked
package dev.flare.command.steps;

import org.jspecify.annotations.NullMarked;
