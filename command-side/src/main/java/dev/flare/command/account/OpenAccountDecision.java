package dev.flare.command.account;

import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;

/** May an account be opened? Once. */
public final class OpenAccountDecision {

    private OpenAccountDecision() {}

    public static AccountOpened decide(Payee existing, OpenAccount command) {
        if (existing.account().currency() != null) {
            throw new RefusedException(
                    RefusalCode.ALREADY_EXISTS, "there is an account " + command.accountId() + " already", "accountId");
        }
        return new AccountOpened(
                command.accountId(), command.currency(), command.owner(), command.overdraftLimit(), command.metadata());
    }
}
