package dev.flare.participant;

import org.jspecify.annotations.Nullable;

/**
 * What is said to the supervisor.
 *
 * @param reason a participant's own words, when it failed
 */
public record Report(
        String transactionId,
        String participant,
        ReportedState state,
        @Nullable String reason) {}
