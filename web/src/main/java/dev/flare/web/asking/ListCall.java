package dev.flare.web.asking;

import dev.flare.web.document.Call;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;

/** What the document says of every list, and of what every answer reflects. */
public final class ListCall {

    private ListCall() {}

    /** Which part of a list. */
    public static Call paged(Call call) {
        return call.inQuery(
                        "pageSize",
                        Value.whole(1, Parameters.LARGEST_PAGE).otherwise(Parameters.USUAL_PAGE),
                        "How many items a page has at most.")
                .inQuery("cursor", Value.text(), "From another page, instead of everything but minPosition.");
    }

    /** A page of a list, see {@link Cursor}. */
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
