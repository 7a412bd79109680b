package dev.flare.messages.supervision;

/** What the supervisor of a transfer between regions may ask a region for. */
public enum Step {
    /** To pay out what the other region sent. */
    CREDIT,
    /** To let no further step happen. */
    HALT,
    /** To lift that halt. */
    RESUME,
    /** To note that what it sent has arrived. */
    SETTLE,
    /** To give back what it sent. */
    RETURN
}
