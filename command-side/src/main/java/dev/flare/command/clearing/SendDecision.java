package dev.flare.command.clearing;

import dev.flare.command.account.Payer;
import dev.flare.command.account.Roles;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.shared.Posting;

/** May money leave for another region? Only what this region knows is decided: the payee's region says whether it arrives. */
public final class SendDecision {

    private SendDecision() {}

    /** Refuses in this order: the account cannot be used, has another currency, has too little. */
    public static TransferSent decide(Payer payer, TransferMoney command) {
        Roles.usable(payer.account(), "from");
        Roles.checkCurrency(payer.account(), command.currency());
        payer.checkFunds(command.amount());
        return new TransferSent(
                command.transferId(),
                command.to(),
                command.currency(),
                Posting.move(command.from(), command.region().clearing(), command.amount()),
                command.effectiveAt(),
                command.reference(),
                null,
                command.metadata());
    }
}
