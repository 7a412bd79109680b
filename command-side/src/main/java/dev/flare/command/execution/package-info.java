@NullMarked
package dev.flare.command.execution;

import org.jspecify.annotations.NullMarked;
