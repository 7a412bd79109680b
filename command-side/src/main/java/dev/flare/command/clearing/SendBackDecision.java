package dev.flare.command.clearing;

import dev.flare.command.account.Facts;
import dev.flare.command.account.Payer;
import dev.flare.command.account.Roles;
import dev.flare.command.transit.Transit;
import dev.flare.messages.ledger.ReverseTransfer;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.util.Map;

/**
 * May a transfer between regions be taken back? Once it has arrived for good, and then once, also from a frozen account, never
 * from a closed one, and never more than the account has available.
 */
public final class SendBackDecision {

    private static final String FIELD = "transferId";

    private SendBackDecision() {}

    /**
     * What the region that it was sent from knows; nothing of it changes any more once this lets it pass.
     *
     * @param source the original in that region
     */
    public static void checkArrived(TransferSent original, Transit source) {
        if (original.reverses() != null) {
            throw new RefusedException(
                    RefusalCode.NOT_REVERSIBLE, "a reversal is not reversed; make a transfer instead", FIELD);
        }
        if (source.returned()) {
            throw new RefusedException(
                    RefusalCode.NOT_REVERSIBLE, original.transferId() + " did not arrive and came back already", FIELD);
        }
        if (!source.settled()) {
            throw unfinished(original);
        }
    }

    /** @param facts of the region that it was sent to */
    public static TransferSent decide(Facts facts, ReverseTransfer command) {
        TransferSent original = command.original();
        if (facts.reversed()) {
            throw new RefusedException(
                    RefusalCode.ALREADY_REVERSED, original.transferId() + " was reversed already", FIELD);
        }
        if (!facts.transit().received()) {
            throw unfinished(original);
        }
        Payer payer = facts.payer(original.to());
        Roles.existing(payer.account(), FIELD);
        payer.checkFunds(original.terms().amount());
        return event(command);
    }

    private static TransferSent event(ReverseTransfer command) {
        TransferSent original = command.original();
        AccountId payer = original.to();
        return new TransferSent(
                command.transferId(),
                original.terms().from(),
                original.currency(),
                Posting.move(payer, payer.region().clearing(), original.terms().amount()),
                null,
                command.reason(),
                original.transferId(),
                Map.of());
    }

    private static RefusedException unfinished(TransferSent original) {
        return new RefusedException(
                RefusalCode.CONFLICT,
                original.transferId() + " is still under way; it can be reversed when it has arrived",
                FIELD);
    }
}
