package dev.flare.saga.kafka;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.web.asking.Parameters;
import dev.flare.web.document.Call;
import dev.flare.web.document.Description;
import dev.flare.web.document.Headers;
import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;

final class ParkedReportDescription implements Description {

    @Override
    public Call call() {
        return Call.of(
                        "parkedReports",
                        "Operations",
                        "Records of Kafka that are no reports",
                        "Newest first. Whoever sent one has to send something better; it is not tried again.")
                .inQuery(
                        "pageSize",
                        Value.whole(1, Parameters.LARGEST_PAGE).otherwise(Parameters.USUAL_PAGE),
                        "How many items a page has at most.")
                .inQuery("cursor", Value.text(), "From another page, instead of everything else.")
                .answers(200, "A page of them.", Value.shape(page()), """
                        {"cursor":{"pageSize":100,"hasMore":false,"next":null,"previous":null,"data":[{"id":1,"topic":"flare.participants","partition":3,
                         "offset":17,"receivedAt":"2026-11-21T16:25:53.838617Z","key":"order-1","value":"STARTED","valueBytes":7,
                         "reason":"MALFORMED: the body is not valid JSON"}]}}""", Headers.CACHE_CONTROL)
                .refuses(
                        RefusalCode.MALFORMED,
                        RefusalCode.INVALID_FIELD,
                        RefusalCode.UNKNOWN_FIELD,
                        RefusalCode.NOT_ACCEPTABLE,
                        RefusalCode.UNAVAILABLE);
    }

    private static Shape page() {
        Shape cursor = Shape.answered("ParkedReportsCursor", "A part of the list.")
                .with("pageSize", Value.whole(1, Parameters.LARGEST_PAGE), "How many items it has at most.")
                .with("hasMore", Value.yesOrNo(), "Whether there is a next page.")
                .with("next", Value.text().orNull(), "The cursor of the page after this one.")
                .with("previous", Value.text().orNull(), "The cursor of the page before this one.")
                .with("data", Value.list(Value.shape(parked())), "The items.");
        return Shape.answered("ParkedReports", "A page.")
                .with("cursor", Value.shape(cursor), "The items, and where to go on.");
    }

    private static Shape parked() {
        return Shape.answered("ParkedReport", "A record that is no report of a participant.")
                .with("id", Value.whole(), "Larger for what was parked later.")
                .with("topic", Value.text(), "Where the record is.")
                .with("partition", Value.whole(), "Its partition.")
                .with("offset", Value.whole(), "Its offset.")
                .with("receivedAt", Value.instant(), "When the supervisor gave it up.")
                .with("key", Value.text().orNull(), "Its key as text, the beginning of it.")
                .with("value", Value.text().orNull(), "Its value as text, the beginning of it.")
                .with("valueBytes", Value.whole(), "How long the whole value is.")
                .with("reason", Value.text(), "A code as HTTP would have answered it, and what is wrong.");
    }
}
