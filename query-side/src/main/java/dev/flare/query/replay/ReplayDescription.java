package dev.flare.query.replay;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.query.account.AccountShapes;
import dev.flare.query.http.QueryCall;
import dev.flare.query.totals.TotalsShapes;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;

final class ReplayDescription implements Description {

    private static final String EXAMPLE = """
            {"regions":[{"region":"uk","position":4,"recordedAt":"2026-11-21T16:25:52.838617Z","accounts":[%s],
             "totals":[{"currency":"GBP","accounts":10000,"world":-10000,"inTransit":0,"total":0}]}]}""".formatted(AccountShapes.EXAMPLE);

    @Override
    public Call call() {
        Call call = QueryCall.moment(QueryCall.of(
                        "replay",
                        "Books",
                        "What was known at a moment, from the events themselves",
                        "Asks no view and reads every event up to the moment: for checking, not for daily use. "
                                + ReplayController.AT_ONCE + " at a time."))
                .inQuery("region", Words.region(), "Only this one.")
                .inQuery("account", Words.accountId(), "Only this one, without totals.")
                .refuses(RefusalCode.NOT_FOUND, RefusalCode.OVERLOADED);
        return QueryCall.answers(call, "What was known.", replay(), EXAMPLE);
    }

    private static Shape replay() {
        Shape region = Shape.answered("ReplayedRegion", "A region as it was known at a position.")
                .with("region", Words.region(), "The region.")
                .with("position", Words.position(), "The last one that counts.")
                .with("recordedAt", Value.instant().orNull(), "Of the event at the position; null before the first.")
                .with("accounts", Value.list(Value.shape(AccountShapes.account())), "By id.")
                .with(
                        "totals",
                        Value.list(Value.shape(TotalsShapes.currencyTotals())),
                        "By currency; empty when one account was asked about.");
        return Shape.answered("Replay", "One part per region.")
                .with("regions", Value.list(Value.shape(region)), "By name.");
    }
}
