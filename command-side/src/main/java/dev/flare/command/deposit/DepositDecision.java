package dev.flare.command.deposit;

import dev.flare.command.account.Payee;
import dev.flare.command.account.Roles;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.MoneyDeposited;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;

/** May money come in? Whenever the account may be used. */
public final class DepositDecision {

    private DepositDecision() {}

    public static MoneyDeposited decide(Payee payee, DepositMoney command) {
        CurrencyCode currency = Roles.usable(payee.account(), "accountId");
        payee.checkRoom(command.amount());
        return new MoneyDeposited(
                command.depositId(),
                currency,
                Posting.move(command.region().world(), command.accountId(), command.amount()),
                command.effectiveAt(),
                command.reference(),
                command.metadata());
    }
}
