package dev.flare.command.account;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;

/** An account from which money leaves, or may: the decision rests on everything that happened to it. */
public record Payer(Account account) {

    /** Refuses when the amount is more than is available. */
    public void checkFunds(long amount) {
        if (account.available() < amount) {
            throw new RefusedException(
                    RefusalCode.INSUFFICIENT_FUNDS,
                    account.id() + " has " + account.available() + " available, not " + amount,
                    "amount");
        }
    }
}
