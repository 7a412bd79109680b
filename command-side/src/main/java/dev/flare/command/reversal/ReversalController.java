package dev.flare.command.reversal;

import dev.flare.command.clearing.SendBackDecision;
import dev.flare.command.execution.Request;
import dev.flare.command.execution.Sent;
import dev.flare.command.participation.TransferAdmission;
import dev.flare.command.region.Ledgers;
import dev.flare.command.web.Accepted;
import dev.flare.command.web.Movement;
import dev.flare.command.web.PathIds;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.ReverseMoney;
import dev.flare.messages.ledger.ReverseTransfer;
import dev.flare.messages.shared.Region;
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
    private final TransferAdmission admission;

    ReversalController(Ledgers ledgers, TransferAdmission admission) {
        this.ledgers = ledgers;
        this.admission = admission;
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
        return Accepted.answer(ledgers.execute(command(reversed, reason), "transferId", request));
    }

    /** What went to another region is sent back from there. */
    private LedgerCommand command(TransactionId reversed, String reason) {
        Sent sent = ledgers.sent(reversed, "transferId").orElse(null);
        if (sent == null) {
            return new ReverseMoney(Movement.newId(reversed.region()), reversed.toString(), reason);
        }
        SendBackDecision.checkArrived(sent.event(), sent.transit());
        Region deciding = sent.event().to().region();
        admission.admit(deciding);
        return new ReverseTransfer(Movement.newId(deciding), sent.event(), reason);
    }
}
