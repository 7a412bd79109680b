package dev.flare.messages.supervision;

/** What the first failure of a transaction was. A name once published keeps its meaning; each has a runbook. */
public enum FailureKind {
    /** A participant said that it failed. */
    REPORTED_FAILURE,
    /** The deadline passed and the participant had not started. */
    NOT_STARTED_IN_TIME,
    /** The deadline passed and the participant had started, but not completed. */
    NOT_COMPLETED_IN_TIME,
    /** A participant completed and had never started. */
    COMPLETED_WITHOUT_START,
    /** A participant started before those that come before it were done. */
    STARTED_TOO_EARLY,
    /** A participant said the opposite of what it had said before. */
    CONTRADICTION,
    /** A participant's own row says something else than its reports. */
    ROW_DISAGREES,
    /** A participant's own row could not be read until its deadline passed. */
    PARTICIPANT_UNREACHABLE,
    /** The regions' clearing accounts hold another sum than the transfers between them say. */
    NOT_CONSERVED,
    /** No canary has come through for too long: failures may go unnoticed, or untold. */
    CANARY_MISSING
}
