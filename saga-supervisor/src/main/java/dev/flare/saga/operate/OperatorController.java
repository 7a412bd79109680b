package dev.flare.saga.operate;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.saga.answer.Accepted;
import dev.flare.saga.read.TransactionReader;
import dev.flare.saga.supervision.Done;
import dev.flare.saga.supervision.Request;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.transaction.Ids;
import dev.flare.saga.transaction.OperatorDecision;
import dev.flare.saga.transaction.OperatorDecision.Act;
import dev.flare.web.CorrelationId;
import dev.flare.web.JsonBody;
import dev.flare.web.Reason;
import dev.flare.web.document.Described;
import dev.flare.web.idempotency.IdempotencyKey;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code POST /api/transactions/{id}/resume}, {@code /compensate}, {@code /abandon}; {@code POST /api/alerts/{id}/acknowledge} */
@RestController
public final class OperatorController {

    private final Supervision supervision;
    private final TransactionReader reader;

    public OperatorController(Supervision supervision, TransactionReader reader) {
        this.supervision = supervision;
        this.reader = reader;
    }

    @Described(by = OperatorDescriptions.Resume.class)
    @PostMapping(path = "/api/transactions/{id}/resume", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> resume(@PathVariable("id") String id, JsonBody body, WebRequest web) {
        return act(id, Act.RESUME, body, web);
    }

    @Described(by = OperatorDescriptions.Compensate.class)
    @PostMapping(path = "/api/transactions/{id}/compensate", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> compensate(@PathVariable("id") String id, JsonBody body, WebRequest web) {
        return act(id, Act.COMPENSATE, body, web);
    }

    @Described(by = OperatorDescriptions.Abandon.class)
    @PostMapping(path = "/api/transactions/{id}/abandon", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> abandon(@PathVariable("id") String id, JsonBody body, WebRequest web) {
        return act(id, Act.ABANDON, body, web);
    }

    private ResponseEntity<String> act(String id, Act act, JsonBody body, WebRequest web) {
        String reason = Reason.only(body);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", act.name().toLowerCase(Locale.ROOT));
        fields.put("transactionId", id);
        fields.put("reason", reason);
        Done done = supervision.decide(
                Ids.existingTransaction(id),
                given -> OperatorDecision.decide(given, act, reason),
                request(web, fields));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("transactionId", id);
        answer.put("status", act.to());
        return Accepted.answer(ResponseEntity.ok(), answer, done);
    }

    @Described(by = OperatorDescriptions.Acknowledge.class)
    @PostMapping(path = "/api/alerts/{id}/acknowledge", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> acknowledge(@PathVariable("id") String id, JsonBody body, WebRequest web) {
        String reason = Reason.only(body);
        String transactionId = reader.transactionOf(id)
                .orElseThrow(() -> new RefusedException(RefusalCode.NOT_FOUND, "there is no such alert", "alertId"));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", "acknowledge");
        fields.put("alertId", id);
        fields.put("reason", reason);
        Done done = supervision.decide(
                transactionId, given -> OperatorDecision.acknowledge(given, id, reason), request(web, fields));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("alertId", id);
        answer.put("status", "ACKNOWLEDGED");
        return Accepted.answer(ResponseEntity.ok(), answer, done);
    }

    private static Request request(WebRequest web, Map<String, Object> fields) {
        return new Request(CorrelationId.current(), IdempotencyKey.of(web), fields);
    }
}
