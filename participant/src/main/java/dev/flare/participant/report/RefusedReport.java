package dev.flare.participant.report;

import dev.flare.participant.Report;
import java.time.Instant;

/**
 * A report that was refused for good, with what was answered.
 *
 * @param code the supervisor's, such as {@code TX_HALTED}; {@link Outbox#NOT_SENT} when one before it was refused
 */
public record RefusedReport(
        Report report, Instant recordedAt, Instant refusedAt, int status, String code, String answer) {}
