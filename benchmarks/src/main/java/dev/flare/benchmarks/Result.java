package dev.flare.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * One measurement beside another of the same run.
 *
 * @param ratio how many times better than the peer: above 1 is ahead of it
 * @param aim the ratio aimed at, or null where there is none
 */
public record Result(
        String name,
        double ours,
        @Nullable Double beside,
        @Nullable String besideName,
        @Nullable Double ratio,
        @Nullable Double aim,
        String unit) {

    /** More is better. */
    public static Result rate(String name, double ours, double beside, String besideName, double aim, String unit) {
        return new Result(name, ours, beside, besideName, ours / beside, aim, unit);
    }

    /** A figure for itself, where there is no peer. */
    public static Result alone(String name, double ours, String unit) {
        return new Result(name, ours, null, null, null, null, unit);
    }

    String line() {
        String own = "%-58s %12.1f %-14s".formatted(name, ours, unit);
        return beside == null || ratio == null
                ? own
                : own + " beside %10.1f  ratio %5.2f  aim %s  (%s)".formatted(beside, ratio, aim, besideName);
    }
}
