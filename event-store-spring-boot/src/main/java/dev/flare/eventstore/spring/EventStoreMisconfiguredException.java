package dev.flare.eventstore.spring;

/** The application's settings leave the event store without what it needs. The message says what to set. */
public final class EventStoreMisconfiguredException extends RuntimeException {

    private final String action;

    EventStoreMisconfiguredException(String message, String action) {
        super(message);
        this.action = action;
    }

    /** What to do. */
    public String action() {
        return action;
    }
}
