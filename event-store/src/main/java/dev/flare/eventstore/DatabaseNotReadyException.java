package dev.flare.eventstore;

import org.jspecify.annotations.Nullable;

/** A database is not what an application needs, and trying again does not help: somebody must do what the message says. */
public final class DatabaseNotReadyException extends RuntimeException {

    DatabaseNotReadyException(String message) {
        this(message, null);
    }

    DatabaseNotReadyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
