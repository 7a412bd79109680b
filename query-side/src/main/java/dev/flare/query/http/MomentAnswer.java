package dev.flare.query.http;

import dev.flare.messages.view.AsOf;
import dev.flare.messages.view.Reading;
import dev.flare.query.fold.Fold;
import dev.flare.web.asking.Answer;
import org.springframework.http.ResponseEntity;

/** Answers with what a cache may do: an answer about a fixed moment never changes, any other may already be old. */
public final class MomentAnswer {

    private MomentAnswer() {}

    /** @param query what was asked; two queries that are equal have one answer at one moment */
    public static <T> ResponseEntity<T> of(T body, Object query, Reading reading, AsOf asOf) {
        return reading.moment().isFixed()
                ? Answer.fixed(body, Fold.FOLD_VERSION + "|" + asOf.position() + "|" + query)
                : Answer.live(body);
    }
}
