@NullMarked
package dev.flare.benchmarks.system;

import org.jspecify.annotations.NullMarked;
