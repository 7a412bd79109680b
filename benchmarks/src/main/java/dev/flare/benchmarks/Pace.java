package dev.flare.benchmarks;

import java.time.Duration;

/**
 * How much of a benchmark is done.
 *
 * @param part 1 for all of it; 10 for a tenth, which shows that it works and not how fast
 */
public record Pace(int part) {

    public Duration of(Duration whole) {
        return whole.dividedBy(part);
    }

    public int of(int whole) {
        return Math.max(1, whole / part);
    }
}
