package dev.flare.query.verify;

import dev.flare.messages.shared.Region;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a verification found. */
public record VerificationReport(boolean ok, List<RegionReport> regions) {

    /**
     * @param position at which the views were compared
     * @param events how many were checked
     * @param accounts how many there are at the position
     * @param difference the first one, null when there is none
     */
    public record RegionReport(
            Region region,
            long position,
            long events,
            long accounts,
            boolean ok,
            @Nullable String difference) {}
}
