package dev.flare.messages.supervision;

/** What happens to a transaction after its first failure. */
public enum OnFailure {
    /** Whoever started is compensated at once, in reverse order. */
    COMPENSATE,
    /** It waits for an operator. */
    HOLD
}
