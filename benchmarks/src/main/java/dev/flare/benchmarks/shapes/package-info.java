@NullMarked
package dev.flare.benchmarks.shapes;

import org.jspecify.annotations.NullMarked;
