package dev.flare.saga.transaction;

import dev.flare.messages.supervision.EvidenceKept;
import dev.flare.messages.supervision.EvidenceSource;
import dev.flare.messages.supervision.ReportedState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What came too late or cannot be, as it was kept. */
public record Evidence(
        Noted at,
        String participant,
        EvidenceSource source,
        ReportedState state,
        @Nullable String reason) {

    /** How many pieces an alert keeps. */
    static final int KEPT_MAX = 500;

    static Evidence of(EvidenceKept kept, Noted at) {
        return new Evidence(at, kept.participant(), kept.source(), kept.state(), kept.reason());
    }

    boolean says(EvidenceKept kept) {
        return participant.equals(kept.participant())
                && source == kept.source()
                && state == kept.state()
                && Objects.equals(reason, kept.reason());
    }
}
