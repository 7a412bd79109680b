package dev.flare.benchmarks;

import java.util.List;

/** Something that is measured, beside a peer in the same run. */
public interface Benchmark {

    /** The name by which it is asked for. */
    String name();

    /**
     * @param pace how much of it is done
     * @param report takes a line of progress
     */
    List<Result> run(Pace pace, Report report) throws Exception;

    /** Where progress goes. */
    @FunctionalInterface
    interface Report {
        void say(String line);
    }
}
