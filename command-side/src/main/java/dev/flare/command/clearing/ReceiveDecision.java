package dev.flare.command.clearing;

import dev.flare.command.account.Account;
import dev.flare.command.account.Payee;
import dev.flare.command.account.Roles;
import dev.flare.command.transit.Transit;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.ReceiveTransfer;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferRefused;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.TransferTerms;
import java.util.Optional;

/**
 * Does what another region sent arrive? Once, never after it was refused, and never while it is halted: then nothing happens,
 * now or later. What the payee's account says no to is refused for good.
 */
public final class ReceiveDecision {

    private ReceiveDecision() {}

    public static Optional<LedgerEvent> decide(Transit transit, Payee payee, ReceiveTransfer command) {
        if (transit.received() || transit.refused() || transit.isHalted()) {
            return Optional.empty();
        }
        try {
            check(payee, command.terms());
        } catch (RefusedException refusal) {
            return Optional.of(new TransferRefused(command.transactionId(), refusal.code(), refusal.detail()));
        }
        return Optional.of(received(command));
    }

    private static void check(Payee payee, TransferTerms terms) {
        Roles.checkNotReserved(terms.to(), "to");
        checkUsable(payee.account(), terms);
        Roles.checkCurrency(payee.account(), terms.currency());
        payee.checkRoom(terms.amount());
    }

    /** What is taken back passes a frozen account, as it does within a region. */
    private static void checkUsable(Account account, TransferTerms terms) {
        if (terms.reverses() == null) {
            Roles.usable(account, "to");
        } else {
            Roles.existing(account, "to");
        }
    }

    private static TransferReceived received(ReceiveTransfer command) {
        TransferTerms terms = command.terms();
        return new TransferReceived(
                command.transactionId(),
                terms.from(),
                terms.currency(),
                Posting.move(command.region().clearing(), terms.to(), terms.amount()),
                terms.effectiveAt(),
                terms.reference(),
                terms.metadata());
    }
}
