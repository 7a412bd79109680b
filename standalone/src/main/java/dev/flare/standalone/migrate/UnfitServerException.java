package dev.flare.standalone.migrate;

/** A PostgreSQL on which Flare cannot keep its promises. */
public final class UnfitServerException extends RuntimeException {

    UnfitServerException(String message) {
        super(message);
    }
}
