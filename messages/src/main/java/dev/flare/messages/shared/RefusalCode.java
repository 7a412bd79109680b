package dev.flare.messages.shared;

/** Why something is refused: what a client may program against. A code once published keeps its meaning. */
public enum RefusalCode {
    /** The request cannot be read at all. */
    MALFORMED,
    /** A field has a value that it may not have. */
    INVALID_FIELD,
    MISSING_FIELD,
    UNKNOWN_FIELD,
    /** A filter that cannot be asked about a moment. */
    NOT_AT_A_MOMENT,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    UNSUPPORTED_MEDIA_TYPE,
    TOO_LARGE,
    /** The body did not arrive in time. */
    TOO_SLOW,
    IDEMPOTENCY_MISMATCH,
    ALREADY_EXISTS,
    /**
     * Others changed the same accounts faster than this request could, or what it is about is still under way; nothing was
     * done and it may be sent again.
     */
    CONFLICT,
    /** A participant completed and had never started. */
    NOT_STARTED,
    /** A participant says the opposite of what it said before. */
    CONTRADICTION,
    /** The transaction is halted: nobody may go on, and what is reported is kept as evidence. */
    TX_HALTED,
    /** An operator cannot do this to a transaction, or an alert, that stands where it stands. */
    NOT_POSSIBLE_NOW,
    /** No transaction of this type is taken until an operator resumes them. */
    INTAKE_STOPPED,
    /** A movement is taken back once. */
    ALREADY_REVERSED,
    /** The hold ended with a transfer. */
    HOLD_CAPTURED,
    /** The hold was voided. */
    HOLD_VOIDED,
    /** The hold's time is over. */
    HOLD_EXPIRED,
    INSUFFICIENT_FUNDS,
    ACCOUNT_FROZEN,
    ACCOUNT_NOT_FROZEN,
    ACCOUNT_CLOSED,
    /** Only an account without money, debts, holds and transfers under way can be closed. */
    ACCOUNT_NOT_EMPTY,
    /** A reversal is not itself reversed, nor what came back by itself: make a transfer. */
    NOT_REVERSIBLE,
    /** What belongs together has to be in one region. */
    MIXED_REGIONS,
    CURRENCY_MISMATCH,
    SAME_ACCOUNT,
    RESERVED_ACCOUNT,
    /** The balance would no longer fit into 64 bits. */
    AMOUNT_OVERFLOW,
    /** Too much at once; nothing was done. */
    OVERLOADED,
    /** The view has not seen the position that was asked for, and did not within the time allowed. */
    VIEW_BEHIND,
    /** Something that is needed does not answer. */
    UNAVAILABLE
}
