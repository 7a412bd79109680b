package dev.flare.command.withdrawal;

import dev.flare.command.account.Payer;
import dev.flare.command.account.Roles;
import dev.flare.messages.ledger.MoneyWithdrawn;
import dev.flare.messages.ledger.WithdrawMoney;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;

/** May money leave? As far as the balance and the overdraft limit reach. */
public final class WithdrawalDecision {

    private WithdrawalDecision() {}

    public static MoneyWithdrawn decide(Payer payer, WithdrawMoney command) {
        CurrencyCode currency = Roles.usable(payer.account(), "accountId");
        payer.checkFunds(command.amount());
        return new MoneyWithdrawn(
                command.withdrawalId(),
                currency,
                Posting.move(command.accountId(), command.region().world(), command.amount()),
                command.effectiveAt(),
                command.reference(),
                command.metadata());
    }
}
