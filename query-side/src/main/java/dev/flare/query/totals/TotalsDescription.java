package dev.flare.query.totals;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.query.http.QueryCall;
import dev.flare.web.asking.ListCall;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;

final class TotalsDescription implements Description {

    private static final String EXAMPLE = """
            {"region":"uk","currencies":[{"currency":"GBP","accounts":10000,"world":-10000,"inTransit":0,"total":0}],
             "position":{"uk":4},"asOf":{"position":{"uk":4},"recordedAt":"2026-11-21T16:25:52.838617Z"}}""";

    @Override
    public Call call() {
        Call call = QueryCall.reading(
                        "totals", "Books", "What a region holds together", "Per currency, and the total is 0.")
                .inPath("region", Words.region(), "The region.", "uk")
                .refuses(RefusalCode.NOT_FOUND);
        return QueryCall.answers(call, "The totals.", totals(), EXAMPLE);
    }

    private static Shape totals() {
        return Shape.answered("Totals", "What all accounts of a region hold together.")
                .with("region", Words.region(), "The region.")
                .with("currencies", Value.list(Value.shape(TotalsShapes.currencyTotals())), "By currency.")
                .with("position", Value.perRegion(Words.position()), "That of asOf.")
                .with("asOf", Value.shape(ListCall.asOf()), "What the answer reflects.");
    }
}
