@NullMarked
package dev.flare.benchmarks.relay;

import org.jspecify.annotations.NullMarked;
