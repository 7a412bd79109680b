package dev.flare.eventstore;

import org.jspecify.annotations.Nullable;

/**
 * The store's database cannot be reached or did not answer in time. A retry can help. When an append fails like this its
 * outcome is unknown: it is there whole or not at all, and the ids of its events tell which.
 */
public final class StoreUnavailableException extends RuntimeException {

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
