package dev.flare.command.transfer;

import dev.flare.command.account.Payee;
import dev.flare.command.account.Payer;
import dev.flare.command.account.Roles;
import dev.flare.messages.ledger.MoneyTransferred;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.shared.Posting;

/** May money move from one account to another of the same region? One decision over both. */
public final class TransferDecision {

    private TransferDecision() {}

    /** Refuses in this order: an account cannot be used, has another currency, has too little, has too much. */
    public static MoneyTransferred decide(Payer payer, Payee payee, TransferMoney command) {
        Roles.usable(payer.account(), "from");
        Roles.usable(payee.account(), "to");
        Roles.checkCurrency(payer.account(), command.currency());
        Roles.checkCurrency(payee.account(), command.currency());
        payer.checkFunds(command.amount());
        payee.checkRoom(command.amount());
        return event(command);
    }

    /** The event of a transfer that may happen. */
    public static MoneyTransferred event(TransferMoney command) {
        return new MoneyTransferred(
                command.transferId(),
                command.currency(),
                Posting.move(command.from(), command.to(), command.amount()),
                command.effectiveAt(),
                command.reference(),
                command.metadata());
    }
}
