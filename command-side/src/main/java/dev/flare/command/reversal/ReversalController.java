package dev.flare.command.reversal;

import dev.flare.command.execution.Request;
import dev.flare.command.region.Ledgers;
import dev.flare.command.web.Accepted;
import dev.flare.command.web.Movement;
import dev.flare.command.web.PathIds;
import dev.flare.messages.ledger.ReverseMoney;
import dev.flare.messages.shared.TransactionId;
import dev.flare.web.CorrelationId;
import dev.flare.web.JsonBody;
import dev.flare.web.Reason;
import dev.flare.web.document.Described;
import dev.flare.web.idempotency.IdempotencyKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code POST /api/transfers/{id}/reversal}, also for the ids of captures, deposits and withdrawals */
@RestController
public class ReversalController {

    private final Ledgers ledgers;

    ReversalController(Ledgers ledgers) {
        this.ledgers = ledgers;
    }

    @Described(by = ReversalDescription.class)
    @PostMapping(path = "/api/transfers/{id}/reversal", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> reverse(@PathVariable String id, JsonBody body, WebRequest web) {
        TransactionId reversed = PathIds.transaction(id, "transferId");
        String reason = Reason.only(body);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", "reversal");
        fields.put("transferId", id);
        fields.put("reason", reason);
        Request request = new Request(CorrelationId.current(), IdempotencyKey.of(web), fields);
        ReverseMoney command = new ReverseMoney(Movement.newId(reversed.region()), id, reason);
        return Accepted.answer(ledgers.execute(command, "transferId", request));
    }
}
