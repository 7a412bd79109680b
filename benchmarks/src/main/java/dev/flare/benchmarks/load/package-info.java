@NullMarked
package dev.flare.benchmarks.load;

import org.jspecify.annotations.NullMarked;
