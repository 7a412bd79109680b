package dev.flare.conformance;

/** Who knows of the transactions of a run beside the participant. */
sealed interface Sandbox permits Alone, SandboxOfFlare {

    /** A transaction begins in which the participant will work. */
    void begin(String transactionId);

    /** It is about to be compensated. */
    void halt(String transactionId);

    /** The participant has compensated it. */
    void undone(String transactionId);

    /** It is over, whatever came of it: nothing of it is left open. */
    void end(String transactionId);
}
