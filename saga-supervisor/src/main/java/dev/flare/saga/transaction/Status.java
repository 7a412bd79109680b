package dev.flare.saga.transaction;

/** Where a transaction stands. */
public enum Status {
    /** Before its registration, when one asks about the past. */
    NOT_REGISTERED,
    RUNNING,
    COMPLETED,
    HALTED,
    COMPENSATING,
    COMPENSATED,
    ABANDONED;

    /** Whether nothing more is to happen. */
    public boolean ended() {
        return this == COMPLETED || this == COMPENSATED || this == ABANDONED;
    }
}
