package dev.flare.query.http;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.document.Call;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;

/** What the document says of every query. */
public final class QueryCall {

    private static final String POSITIONS = "([a-z]{2,8}:)?[0-9]{1,18}(,([a-z]{2,8}:)?[0-9]{1,18})*";

    private QueryCall() {}

    /** With the refusals that every query knows. */
    public static Call of(String id, String tag, String summary, String description) {
        return Call.of(id, tag, summary, description)
                .refuses(
                        RefusalCode.MALFORMED,
                        RefusalCode.INVALID_FIELD,
                        RefusalCode.UNKNOWN_FIELD,
                        RefusalCode.NOT_ACCEPTABLE,
                        RefusalCode.UNAVAILABLE);
    }

    /** With a moment and a time of effect, {@link Readings}. */
    public static Call reading(String id, String tag, String summary, String description) {
        return moment(of(id, tag, summary, description))
                .inQuery(
                        "minPosition",
                        Value.form(POSITIONS),
                        "Only delays: the answer waits until the view has seen this position.")
                .refuses(RefusalCode.VIEW_BEHIND);
    }

    /** A query that may name a moment; its answers can be kept. */
    public static Call moment(Call call) {
        return fixed(call)
                .inQuery(
                        "effectiveAt",
                        Value.instant(),
                        "Counts only postings that are effective by then; status and holds ignore it.")
                .inHeader("If-None-Match", Value.text(), "The ETag of an answer that is kept.")
                .answersNothing(304, "What is kept is still right.", Headers.ETAG, Headers.CACHE_CONTROL);
    }

    /** A query that may name a position or an instant. */
    public static Call fixed(Call call) {
        return call.inQuery(
                        "position",
                        Value.form(POSITIONS),
                        "As known then: uk:123,au:5, or a bare number where one region is concerned. Not with at.")
                .inQuery(
                        "at",
                        Value.instant(),
                        "As known at this instant, inclusive, to the microsecond; not in the future.");
    }

    /** What a query answers. */
    public static Call answers(Call call, String description, Shape shape, String example) {
        return call.answers(200, description, Value.shape(shape), example, Headers.CACHE_CONTROL, Headers.ETAG);
    }
}
