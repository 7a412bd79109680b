@NullMarked
package dev.flare.benchmarks.store;

import org.jspecify.annotations.NullMarked;
