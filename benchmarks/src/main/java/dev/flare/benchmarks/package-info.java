@NullMarked
package dev.flare.benchmarks;

import org.jspecify.annotations.NullMarked;
