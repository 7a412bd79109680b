package dev.flare.command.hold;

import dev.flare.command.account.Hold;
import dev.flare.command.account.Payee;
import dev.flare.command.account.Payer;
import dev.flare.command.account.Roles;
import dev.flare.messages.ledger.CaptureHold;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.time.Instant;

/** May what is held be transferred? Once, in time, and not more of it than is held. */
public final class CaptureHoldDecision {

    private CaptureHoldDecision() {}

    /** What can be said before the accounts are looked at. */
    public static void checkParties(HoldAuthorised authorised, CaptureHold command) {
        if (command.to().equals(authorised.accountId())) {
            throw new RefusedException(RefusalCode.SAME_ACCOUNT, "what is held goes to another account", "to");
        }
        if (!command.to().region().equals(authorised.accountId().region())) {
            throw new RefusedException(RefusalCode.MIXED_REGIONS, "a hold is captured within its region", "to");
        }
    }

    public static HoldCaptured decide(HeldMoney held, Payer payer, Payee payee, CaptureHold command, Instant now) {
        Hold hold = held.usable(now);
        long amount = command.amount() == null ? hold.amount() : command.amount();
        Roles.usable(payer.account(), "holdId");
        Roles.usable(payee.account(), "to");
        Roles.checkCurrency(payee.account(), held.authorised().currency());
        if (amount > hold.amount()) {
            throw new RefusedException(
                    RefusalCode.INSUFFICIENT_FUNDS, "the hold has " + hold.amount() + ", not " + amount, "amount");
        }
        payee.checkRoom(amount);
        return new HoldCaptured(
                command.transferId(),
                command.holdId(),
                hold.amount(),
                held.authorised().currency(),
                Posting.move(payer.account().id(), payee.account().id(), amount),
                held.authorised().reference(),
                held.authorised().metadata());
    }
}
