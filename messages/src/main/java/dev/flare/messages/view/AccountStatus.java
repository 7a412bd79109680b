package dev.flare.messages.view;

/** What may be done with an account. */
public enum AccountStatus {
    /** Known today, but not at the moment that was asked about. */
    NOT_OPENED,
    OPEN,
    FROZEN,
    CLOSED
}
