package dev.flare.command.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A part of an account's money that waits for its transfer.
 *
 * @param amount in minor units, positive
 * @param expiresAt null when it stays until it is captured or voided
 */
public record Hold(String id, long amount, @Nullable Instant expiresAt) {

    /** Whether its time is over: it ends at {@code expiresAt} and not after it. */
    public boolean isOver(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
