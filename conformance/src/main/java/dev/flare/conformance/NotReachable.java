package dev.flare.conformance;

/** Somebody does not answer at all: the run says nothing about the participant. */
public final class NotReachable extends RuntimeException {

    NotReachable(String message, Throwable cause) {
        super(message, cause);
    }

    NotReachable(String message) {
        super(message);
    }
}
