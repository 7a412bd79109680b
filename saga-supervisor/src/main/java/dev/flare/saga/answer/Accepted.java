package dev.flare.saga.answer;

import dev.flare.messages.EventCodec;
import dev.flare.saga.supervision.Done;
import dev.flare.saga.supervision.SupervisorLog;
import dev.flare.web.idempotency.IdempotencyKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * The answer to what was done. Made of nothing but the request and the event that did it, so that a repetition is answered like
 * the first request.
 */
public final class Accepted {

    private Accepted() {}

    /** @param fields what the answer has before its position */
    public static ResponseEntity<String> answer(
            ResponseEntity.BodyBuilder answer, Map<String, Object> fields, Done done) {
        Map<String, Object> body = new LinkedHashMap<>(fields);
        body.put("position", Map.of(SupervisorLog.NAME, done.at().position()));
        body.put("recordedAt", done.at().recordedAt());
        if (done.repeated()) {
            answer.header(IdempotencyKey.HIT_HEADER, "true");
        }
        return answer.contentType(MediaType.APPLICATION_JSON).body(EventCodec.writeAny(body));
    }
}
