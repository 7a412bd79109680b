package dev.flare.participant.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the reports of a service stand, for its health.
 *
 * @param looked when the sender last looked for reports, or tried to
 * @param waiting how many are not sent yet; 10 000 for more
 * @param waitingFor how long the oldest of them has waited
 * @param refused how many were refused for good; 10 000 for more
 * @param lastTaken when a report was last taken by the other side; the epoch when none was yet
 * @param failure why the last look did not bring forward what it found, if so
 */
public record SenderState(
        Instant looked, long waiting, Duration waitingFor, long refused, Instant lastTaken, Optional<String> failure) {

    /** Whether a report has waited longer than it may. */
    public boolean isLate(Duration bound) {
        return waitingFor.compareTo(bound) > 0;
    }
}
