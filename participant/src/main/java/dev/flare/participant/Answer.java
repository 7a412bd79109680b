package dev.flare.participant;

import java.time.Duration;

/** What became of a report that was sent once. */
public sealed interface Answer {

    /** It was taken, now or before. It is not sent again. */
    record Taken() implements Answer {}

    /**
     * It will never be taken: sending it again cannot help.
     *
     * @param status of HTTP
     * @param code the problem's, such as {@code TX_HALTED}
     * @param text for people
     */
    record Refused(int status, String code, String text) implements Answer {

        /** The transaction is halted. The supervisor keeps what was reported as evidence. */
        public static final String TX_HALTED = "TX_HALTED";
    }

    /**
     * Nobody knows whether it was taken, or it could not be taken now. The same report may be sent again.
     *
     * @param atLeast how long the other side asks to wait
     */
    record NotNow(String why, Duration atLeast) implements Answer {}
}
