package dev.flare.command.clearing;

import dev.flare.command.transit.Transit;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.ReturnTransfer;
import dev.flare.messages.ledger.SettleTransfer;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.ledger.TransferSettled;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.TransferTerms;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does what was sent end here, because it has arrived or because it comes back? One of both, once. What was never sent has no
 * end: there is nothing to give back. Halts are no obstacle, for neither moves money forward.
 */
public final class EndDecision {

    private EndDecision() {}

    public static Optional<LedgerEvent> decide(Transit transit, SettleTransfer command) {
        TransferSent open = open(transit);
        return open == null
                ? Optional.empty()
                : Optional.of(new TransferSettled(
                        command.transactionId(), open.terms().from()));
    }

    public static Optional<LedgerEvent> decide(Transit transit, ReturnTransfer command) {
        TransferSent open = open(transit);
        return open == null ? Optional.empty() : Optional.of(returned(open));
    }

    private static @Nullable TransferSent open(Transit transit) {
        return transit.settled() || transit.returned() ? null : transit.sent();
    }

    private static TransferReturned returned(TransferSent sent) {
        TransferTerms terms = sent.terms();
        AccountId payer = terms.from();
        return new TransferReturned(
                sent.transferId(),
                sent.currency(),
                Posting.move(payer.region().clearing(), payer, terms.amount()),
                terms.reference(),
                terms.reverses());
    }
}
