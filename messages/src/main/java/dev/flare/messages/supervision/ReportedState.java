package dev.flare.messages.supervision;

/** What a participant may report of itself. */
public enum ReportedState {
    STARTED,
    COMPLETED,
    FAILED,
    COMPENSATED
}
