package dev.flare.query.http;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.asking.Parameters;
import dev.flare.web.document.Call;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;

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

    /** Which part of a list. */
    public static Call paged(Call call) {
        return call.inQuery(
                        "pageSize",
                        Value.whole(1, Parameters.LARGEST_PAGE).otherwise(Parameters.USUAL_PAGE),
                        "How many items a page has at most.")
                .inQuery("cursor", Value.text(), "From another page, instead of everything but minPosition.");
    }

    /** A page of a list, see {@link CursorPage}. */
    public static Shape page(String name, Shape item) {
        Shape cursor = Shape.answered(name + "Cursor", "A part of a list.")
                .with("pageSize", Value.whole(1, Parameters.LARGEST_PAGE), "How many items it has at most.")
                .with("hasMore", Value.yesOrNo(), "Whether there is a next page.")
                .with("next", Value.text().orNull(), "The cursor of the page after this one.")
                .with("previous", Value.text().orNull(), "The cursor of the page before this one.")
                .with("data", Value.list(Value.shape(item)), "The items.");
        return Shape.answered(name, "A page.")
                .with("cursor", Value.shape(cursor), "The items, and where to go on.")
                .with("asOf", Value.shape(asOf()), "What the answer reflects.");
    }

    public static Shape asOf() {
        return Shape.answered("AsOf", "Everything up to these positions and nothing after.")
                .with("position", Value.perRegion(Words.position()), "Of each region that the answer is about.")
                .with("recordedAt", Value.instant().orNull(), "Of the latest event among these positions.");
    }
}
