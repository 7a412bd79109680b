package dev.flare.standalone.bankimport;

import java.util.concurrent.atomic.LongAdder;

/** How many were new to Flare, and how many it had from an earlier run. */
final class Counted {

    private final LongAdder done = new LongAdder();
    private final LongAdder alreadyThere = new LongAdder();

    void count(boolean replay) {
        if (replay) {
            alreadyThere.increment();
        } else {
            done.increment();
        }
    }

    long done() {
        return done.sum();
    }

    long alreadyThere() {
        return alreadyThere.sum();
    }
}
