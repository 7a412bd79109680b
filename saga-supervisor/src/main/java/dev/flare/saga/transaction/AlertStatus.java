package dev.flare.saga.transaction;

/** Where an alert stands. */
public enum AlertStatus {
    OPEN,
    /** Somebody has seen it. */
    ACKNOWLEDGED,
    /** Its transaction goes on, or has ended otherwise. */
    RESOLVED
}
