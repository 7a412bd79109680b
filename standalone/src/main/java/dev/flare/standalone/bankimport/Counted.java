package dev.flare.standalone.bankimport;

/** How many were new to Flare, and how many it had from an earlier run. */
final class Counted {

    private long done;
    private long alreadyThere;

    void count(boolean replay) {
        if (replay) {
            alreadyThere++;
        } else {
            done++;
        }
    }

    long done() {
        return done;
    }

    long alreadyThere() {
        return alreadyThere;
    }
}
