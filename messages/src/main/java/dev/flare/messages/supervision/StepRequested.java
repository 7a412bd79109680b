package dev.flare.messages.supervision;

import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransferTerms;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A region is to take a step of a transfer. Regions follow these events, each those that are meant for it, in their order.
 *
 * @param alertId of the failure to halt for, or whose halt is lifted; null for other steps
 * @param terms what is to be paid out; null for other steps
 * @param sentAt when the money left, as its region recorded: nothing about the transfer was recorded anywhere before; null where a
 *     supervisor of old did not say
 */
public record StepRequested(
        String transactionId,
        Region region,
        Step step,
        @Nullable String alertId,
        @Nullable TransferTerms terms,
        @Nullable Instant sentAt)
        implements TransactionEvent {}
