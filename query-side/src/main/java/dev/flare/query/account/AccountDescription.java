package dev.flare.query.account;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.query.http.QueryCall;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Words;

final class AccountDescription implements Description {

    private static final String EXAMPLE = """
            {"accountId":"uk-ada","currency":"GBP","owner":"Ada","balance":7500,"held":0,"available":7500,
             "overdraftLimit":0,"status":"OPEN","metadata":{},
             "asOf":{"position":{"uk":4},"recordedAt":"2026-11-21T16:25:52.838617Z"}}""";

    @Override
    public Call call() {
        Call call = QueryCall.reading("account", "Accounts", "An account", "Now, or as it was known at a moment.")
                .inPath("id", Words.accountId(), "The account.", "uk-ada")
                .refuses(RefusalCode.NOT_FOUND, RefusalCode.AMOUNT_OVERFLOW);
        return QueryCall.answers(call, "The account.", AccountShapes.accountAsOf(), EXAMPLE);
    }
}
