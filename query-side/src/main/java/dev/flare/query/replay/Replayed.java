package dev.flare.query.replay;

import dev.flare.messages.shared.Region;
import dev.flare.messages.view.AccountView;
import dev.flare.messages.view.CurrencyTotals;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A region as it was known at a position.
 *
 * @param recordedAt of the event at the position, null before the first
 * @param accounts by id
 * @param totals by currency; empty when one account was asked about
 */
public record Replayed(
        Region region,
        long position,
        @Nullable Instant recordedAt,
        List<AccountView> accounts,
        List<CurrencyTotals> totals) {}
