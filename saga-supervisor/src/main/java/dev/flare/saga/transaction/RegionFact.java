package dev.flare.saga.transaction;

import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.shared.Region;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event of a region's log that is about a transfer between regions, with the region's own row of it.
 *
 * @param recordedAt when the event was recorded there
 * @param row as it was read after the event; null when there is none
 */
public record RegionFact(
        Region region,
        LedgerEvent event,
        Instant recordedAt,
        @Nullable Row row) {}
