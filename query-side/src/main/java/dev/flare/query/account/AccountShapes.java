package dev.flare.query.account;

import dev.flare.messages.view.AccountStatus;
import dev.flare.web.asking.ListCall;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;

/** Accounts as the document tells them. */
public final class AccountShapes {

    /** An account in a list, as a query side answers it. */
    public static final String EXAMPLE = """
            {"accountId":"uk-ada","currency":"GBP","owner":"Ada","balance":7500,"held":0,"available":7500,
             "overdraftLimit":0,"status":"OPEN","metadata":{}}""";

    private AccountShapes() {}

    public static Shape account() {
        return fields(Shape.answered("Account", "An account as it was known."));
    }

    static Shape accountAsOf() {
        return fields(Shape.answered("AccountAsOf", "An account, and what its state reflects."))
                .with("asOf", Value.shape(ListCall.asOf()), "What the answer reflects.");
    }

    private static Shape fields(Shape shape) {
        return shape.with("accountId", Words.accountId(), "Starts with its region.")
                .with("currency", Words.currency().orNull(), "Null when the account was not opened yet.")
                .with("owner", Value.text().orNull(), "Null when it has none.")
                .with("balance", Value.whole(), "In minor units, what is held included.")
                .with("held", Words.position(), "Promised by holds.")
                .with("available", Value.whole(), "The balance less what is held.")
                .with("overdraftLimit", Words.limit(), "How far below zero the balance may go.")
                .with("status", Value.oneOf((Object[]) AccountStatus.values()), "What may be done with it.")
                .with("metadata", Value.anyObject(), "The client's own.");
    }
}
