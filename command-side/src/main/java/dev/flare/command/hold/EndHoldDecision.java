package dev.flare.command.hold;

import dev.flare.command.account.Hold;
import dev.flare.messages.ledger.ExpireHold;
import dev.flare.messages.ledger.HoldExpired;
import dev.flare.messages.ledger.HoldVoided;
import dev.flare.messages.ledger.VoidHold;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.time.Instant;

/** May a hold end without a transfer? Once: voided in time, also on a frozen account, and expired when its time is over. */
public final class EndHoldDecision {

    private EndHoldDecision() {}

    public static HoldVoided decide(HeldMoney held, VoidHold command, Instant now) {
        Hold hold = held.usable(now);
        return new HoldVoided(hold.id(), account(held), hold.amount(), command.reason());
    }

    public static HoldExpired decide(HeldMoney held, ExpireHold command, Instant now) {
        Hold hold = held.open();
        if (hold == null || !hold.isOver(now)) {
            held.usable(now);
            throw new RefusedException(
                    RefusalCode.CONFLICT, "the hold " + command.holdId() + " has time left", "holdId");
        }
        return new HoldExpired(hold.id(), account(held), hold.amount());
    }

    private static AccountId account(HeldMoney held) {
        return held.authorised().accountId();
    }
}
