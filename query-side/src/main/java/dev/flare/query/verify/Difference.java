package dev.flare.query.verify;

/** Something is not as the events say it must be. */
final class Difference extends RuntimeException {

    Difference(String what) {
        super(what, null, false, false);
    }

    static void unless(boolean holds, long position, String what) {
        if (!holds) {
            throw new Difference("position " + position + ": " + what);
        }
    }
}
