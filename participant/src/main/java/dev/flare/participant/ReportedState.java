package dev.flare.participant;

/** What a participant says of itself. */
public enum ReportedState {
    STARTED,
    COMPLETED,
    FAILED,
    COMPENSATED
}
