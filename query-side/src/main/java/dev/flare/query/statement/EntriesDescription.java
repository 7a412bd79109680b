package dev.flare.query.statement;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.query.http.QueryCall;
import dev.flare.web.asking.ListCall;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;

final class EntriesDescription implements Description {

    private static final String EXAMPLE = """
            {"cursor":{"pageSize":100,"hasMore":false,"next":null,"previous":null,"data":[
             {"position":4,"transactionId":"uk-01a1feedb1be7038a9c1835e50df0aaa","amount":-2500,"currency":"GBP",
              "balanceAfter":7500,"recordedAt":"2026-11-21T16:25:52.838617Z","effectiveAt":"2026-11-21T16:25:52.838617Z",
              "reference":"rent"}]},
             "asOf":{"position":{"uk":4},"recordedAt":"2026-11-21T16:25:52.838617Z"}}""";

    @Override
    public Call call() {
        Call call = QueryCall.reading(
                        "entries",
                        "Accounts",
                        "An account's statement",
                        "By position or, with effectiveAt, by (effectiveAt, position); balanceAfter follows that order.")
                .inPath("id", Words.accountId(), "The account.", "uk-ada")
                .refuses(RefusalCode.NOT_FOUND, RefusalCode.AMOUNT_OVERFLOW);
        return QueryCall.answers(
                ListCall.paged(call), "A page of the statement.", ListCall.page("Entries", entry()), EXAMPLE);
    }

    private static Shape entry() {
        return Shape.answered("Entry", "A line of a statement.")
                .with("position", Words.position(), "Where its event stands in the region's log.")
                .with("transactionId", Value.text(), "The id of the movement.")
                .with("amount", Value.whole(), "In minor units; positive when the account received.")
                .with("currency", Words.currency(), "The account's.")
                .with("balanceAfter", Value.whole(), "In the order of this statement.")
                .with("recordedAt", Value.instant(), "When the store learned of it.")
                .with("effectiveAt", Value.instant(), "When it counts.")
                .with("reference", Value.text().orNull(), "The client's own.");
    }
}
