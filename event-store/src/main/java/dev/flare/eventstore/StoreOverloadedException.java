package dev.flare.eventstore;

/** More appends wait than the store may hold. Nothing was written; try again a little later. */
public final class StoreOverloadedException extends RuntimeException {

    StoreOverloadedException(int waiting) {
        super(waiting + " events already wait to be written", null, false, false);
    }
}
