package dev.flare.command.web;

import dev.flare.command.account.Roles;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.TransactionId;

/** Ids in paths. What cannot exist is what does not. */
public final class PathIds {

    private PathIds() {}

    /** An account that a command may name. */
    public static AccountId account(String id) {
        AccountId account;
        try {
            account = new AccountId(id);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(RefusalCode.NOT_FOUND, "there is no such account", "accountId");
        }
        Roles.checkNotReserved(account, "accountId");
        return account;
    }

    /** @param field what the id is called, such as {@code holdId} */
    public static TransactionId transaction(String id, String field) {
        return TransactionId.parse(id)
                .orElseThrow(() -> new RefusedException(RefusalCode.NOT_FOUND, "there is no such " + field, field));
    }
}
