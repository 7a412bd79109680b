@NullMarked
package dev.flare.benchmarks.line;

import org.jspecify.annotations.NullMarked;
