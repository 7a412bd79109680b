package dev.flare.command.hold;

import dev.flare.command.account.Hold;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.ledger.HoldExpired;
import dev.flare.messages.ledger.HoldVoided;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A hold in question.
 *
 * @param open the hold as its account has it, or null when it ended
 * @param end how it ended, or null when it did not or its end is not committed yet
 */
public record HeldMoney(
        HoldAuthorised authorised,
        @Nullable Hold open,
        @Nullable LedgerEvent end) {

    /** The hold, which is open and in time. */
    public Hold usable(Instant now) {
        Hold hold = open();
        if (hold == null) {
            throw ended();
        }
        if (hold.isOver(now)) {
            throw refused(RefusalCode.HOLD_EXPIRED, "expired at " + hold.expiresAt());
        }
        return hold;
    }

    private RefusedException ended() {
        return switch (end) {
            case HoldCaptured captured ->
                refused(RefusalCode.HOLD_CAPTURED, "was captured by " + captured.transferId());
            case HoldVoided voided -> refused(RefusalCode.HOLD_VOIDED, "was voided");
            case HoldExpired expired -> refused(RefusalCode.HOLD_EXPIRED, "expired at " + authorised.expiresAt());
            case null, default -> refused(RefusalCode.CONFLICT, "is just being ended by another request");
        };
    }

    private RefusedException refused(RefusalCode code, String how) {
        return new RefusedException(code, "the hold " + authorised.holdId() + " " + how, "holdId");
    }
}
