/** Distributed transactions under supervision, and how long a failure goes unnoticed. */
@NullMarked
package dev.flare.benchmarks.supervision;

import org.jspecify.annotations.NullMarked;
