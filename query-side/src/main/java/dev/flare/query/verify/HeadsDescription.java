package dev.flare.query.verify;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.query.http.QueryCall;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;

final class HeadsDescription implements Description {

    private static final String HASH = "[0-9a-f]{64}";

    @Override
    public Call call() {
        return QueryCall.fixed(QueryCall.of(
                        "heads",
                        "Books",
                        "Where each region's log ends, to be kept elsewhere",
                        "The hash vouches for every event up to the position. Whoever keeps it can prove later that none was "
                                + "changed, removed or slipped in, also by somebody who computed all hashes anew."))
                .inQuery("region", Words.region(), "Only this one.")
                .answers(200, "One head per region.", Value.shape(heads()), """
                        {"heads":[{"region":"uk","position":1,\
                        "hash":"fdf3050914822ddcc2bf99bfae6b01656b148ce8fec03622a9273ae9e55f8ce3",\
                        "recordedAt":"2026-01-02T03:04:05.678901Z",\
                        "firstHash":"fdf3050914822ddcc2bf99bfae6b01656b148ce8fec03622a9273ae9e55f8ce3"}]}""", Headers.CACHE_CONTROL)
                .refuses(RefusalCode.NOT_FOUND);
    }

    private static Shape heads() {
        Shape head = Shape.answered("LogHead", "Where a region's log ends.")
                .with("region", Words.region(), "The region.")
                .with("position", Words.position(), "Of the last event; 0 when there is none.")
                .with(
                        "hash",
                        Value.form(HASH),
                        "Of the last event, which covers all before it; zeros when there is none.")
                .with("recordedAt", Value.instant().orNull(), "Of the last event; null when there is none.")
                .with(
                        "firstHash",
                        Value.form(HASH).orNull(),
                        "Of the first event, which tells one log from another; null when there is none.");
        return Shape.answered("Heads", "One head per region.").with("heads", Value.list(Value.shape(head)), "By name.");
    }
}
