package dev.flare.query.account;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.view.AccountStatus;
import dev.flare.query.http.QueryCall;
import dev.flare.web.asking.ListCall;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;

final class AccountsDescription implements Description {

    private static final String EXAMPLE = """
            {"cursor":{"pageSize":100,"hasMore":false,"next":null,"previous":null,"data":[%s]},
             "asOf":{"position":{"uk":4},"recordedAt":"2026-11-21T16:25:52.838617Z"}}""".formatted(AccountShapes.EXAMPLE);

    @Override
    public Call call() {
        Call call = QueryCall.reading(
                        "accounts",
                        "Accounts",
                        "Accounts by id",
                        "At a moment, or with minBalance beside effectiveAt, only region and owner may be given.")
                .inQuery("region", Words.region(), "Only this region's.")
                .inQuery("owner", Value.text(), "Only those of this owner, to the letter.")
                .inQuery("currency", Value.text(), "Only those in this currency.")
                .inQuery(
                        "status",
                        Value.oneOf(AccountStatus.OPEN, AccountStatus.FROZEN, AccountStatus.CLOSED),
                        "Only those with this status.")
                .inQuery("minBalance", Value.whole(), "Only those with at least this balance, in minor units.")
                .refuses(RefusalCode.NOT_AT_A_MOMENT, RefusalCode.AMOUNT_OVERFLOW);
        return QueryCall.answers(
                ListCall.paged(call),
                "A page of accounts.",
                ListCall.page("Accounts", AccountShapes.account()),
                EXAMPLE);
    }
}
