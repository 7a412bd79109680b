package dev.flare.eventstore;

import org.jspecify.annotations.Nullable;

/**
 * The store's database cannot be reached or did not answer in time. A retry can help. When an append fails like this its
 * outcome is unknown: it is there whole or not at all. Which, the ids of its events tell ({@link EventReader#byId}) once a
 * {@link EventStore#confirm} of the same store has completed after the failure: until then its statement may be under way.
 */
public final class StoreUnavailableException extends RuntimeException {

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
