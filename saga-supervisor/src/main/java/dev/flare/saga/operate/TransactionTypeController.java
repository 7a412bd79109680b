package dev.flare.saga.operate;

import dev.flare.saga.answer.Accepted;
import dev.flare.saga.supervision.Done;
import dev.flare.saga.supervision.Request;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.transaction.Ids;
import dev.flare.saga.transaction.TypeDecision;
import dev.flare.saga.transaction.TypeRules;
import dev.flare.web.CorrelationId;
import dev.flare.web.JsonBody;
import dev.flare.web.Reason;
import dev.flare.web.document.Described;
import dev.flare.web.idempotency.IdempotencyKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code GET} and {@code PUT /api/transaction-types/{type}}, {@code POST /api/transaction-types/{type}/resume} */
@RestController
public final class TransactionTypeController {

    private final Supervision supervision;

    public TransactionTypeController(Supervision supervision) {
        this.supervision = supervision;
    }

    /** A type of which nobody has said anything has the usual rules. */
    @Described(by = TransactionTypeDescriptions.Read.class)
    @GetMapping("/api/transaction-types/{type}")
    ResponseEntity<TypeRules> rules(@PathVariable("type") String type) {
        return ResponseEntity.ok().cacheControl(CacheControl.noCache()).body(supervision.rules(Ids.existingType(type)));
    }

    @Described(by = TransactionTypeDescriptions.Rule.class)
    @PutMapping(path = "/api/transaction-types/{type}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> rule(@PathVariable("type") String type, JsonBody body, WebRequest web) {
        boolean stops = body.flag("stopsIntakeOnAlert", false);
        body.nothingElse();
        Map<String, Object> fields = fields("rule", type);
        fields.put("stopsIntakeOnAlert", stops);
        Done done = supervision.decideType(
                Ids.existingType(type), given -> TypeDecision.rule(given, stops), request(web, fields));
        return Accepted.answer(ResponseEntity.ok(), Map.of("type", type), done);
    }

    @Described(by = TransactionTypeDescriptions.ResumeIntake.class)
    @PostMapping(path = "/api/transaction-types/{type}/resume", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> resume(@PathVariable("type") String type, JsonBody body, WebRequest web) {
        String reason = Reason.only(body);
        Map<String, Object> fields = fields("resume-intake", type);
        fields.put("reason", reason);
        Done done = supervision.decideType(
                Ids.existingType(type), given -> TypeDecision.resume(given, reason), request(web, fields));
        return Accepted.answer(ResponseEntity.ok(), Map.of("type", type), done);
    }

    private static Map<String, Object> fields(String request, String type) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", request);
        fields.put("type", type);
        return fields;
    }

    private static Request request(WebRequest web, Map<String, Object> fields) {
        return new Request(CorrelationId.current(), IdempotencyKey.of(web), fields);
    }
}
