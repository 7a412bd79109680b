package dev.flare.saga.enlist;

import dev.flare.messages.shared.Region;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.saga.answer.Accepted;
import dev.flare.saga.callback.CallbackHosts;
import dev.flare.saga.supervision.Done;
import dev.flare.saga.supervision.Request;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.transaction.ConservationDecision;
import dev.flare.saga.transaction.Ids;
import dev.flare.saga.transaction.RegistrationDecision;
import dev.flare.saga.transaction.ReportDecision;
import dev.flare.web.CorrelationId;
import dev.flare.web.JsonBody;
import dev.flare.web.Reason;
import dev.flare.web.document.Described;
import dev.flare.web.idempotency.IdempotencyKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code POST /api/transactions} and {@code PUT /api/transactions/{id}/participants/{name}} */
@RestController
public final class EnlistController {

    private final Supervision supervision;
    private final CallbackHosts hosts;
    private final List<String> reserved;

    /** @param regions whose names no id of a client's own transaction may start with */
    public EnlistController(Supervision supervision, CallbackHosts hosts, List<Region> regions) {
        this.supervision = supervision;
        this.hosts = hosts;
        this.reserved = Stream.concat(
                        regions.stream().map(region -> region + "-"), Stream.of(ConservationDecision.RESERVED))
                .toList();
    }

    @Described(by = EnlistDescriptions.Register.class)
    @PostMapping(path = "/api/transactions", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> register(JsonBody body, WebRequest web) {
        Registration registration = Registration.read(body, () -> newId(web), reserved, hosts);
        TransactionRegistered wanted = registration.wanted();
        Done done = supervision.register(
                wanted, given -> RegistrationDecision.decide(given, wanted), request(web, registration.fields()));
        return Accepted.answer(
                ResponseEntity.created(URI.create("/api/transactions/" + wanted.transactionId())),
                Map.of("transactionId", wanted.transactionId()),
                done);
    }

    /** The same for every request with the same key, so that a repetition finds what the first one made. */
    private static String newId(WebRequest web) {
        String key = IdempotencyKey.of(web);
        UUID id = key == null
                ? UUID.randomUUID()
                : UUID.nameUUIDFromBytes(("transaction " + key).getBytes(StandardCharsets.UTF_8));
        return "t-" + id;
    }

    @Described(by = EnlistDescriptions.Report.class)
    @PutMapping(path = "/api/transactions/{id}/participants/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> report(
            @PathVariable("id") String id, @PathVariable("name") String name, JsonBody body, WebRequest web) {
        ReportedState state = body.choice("state", ReportedState.class);
        String reason = body.optionalText("reason", Reason.MAX);
        body.nothingElse();
        ReportDecision report = new ReportDecision(Ids.existingParticipant(name), state, reason);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", "report");
        fields.put("transactionId", id);
        fields.put("participant", name);
        fields.put("state", state.name());
        if (reason != null) {
            fields.put("reason", reason);
        }
        Done done = supervision.decide(Ids.existingTransaction(id), report::decide, request(web, fields));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("transactionId", id);
        answer.put("participant", name);
        answer.put("state", state);
        return Accepted.answer(ResponseEntity.ok(), answer, done);
    }

    private static Request request(WebRequest web, Map<String, Object> fields) {
        return new Request(CorrelationId.current(), IdempotencyKey.of(web), fields);
    }
}
