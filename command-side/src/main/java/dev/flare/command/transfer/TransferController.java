package dev.flare.command.transfer;

import dev.flare.command.execution.Request;
import dev.flare.command.participation.TransferAdmission;
import dev.flare.command.region.Ledgers;
import dev.flare.command.web.Accepted;
import dev.flare.command.web.TransferRequest;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.web.CorrelationId;
import dev.flare.web.JsonBody;
import dev.flare.web.document.Described;
import dev.flare.web.idempotency.IdempotencyKey;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code POST /api/transfers} */
@RestController
public class TransferController {

    private final Ledgers ledgers;
    private final TransferAdmission admission;

    TransferController(Ledgers ledgers, TransferAdmission admission) {
        this.ledgers = ledgers;
        this.admission = admission;
    }

    @Described(by = TransferDescription.class)
    @PostMapping(path = "/api/transfers", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> transfer(JsonBody body, WebRequest web) {
        TransferRequest asked = TransferRequest.read(body);
        checkWay(asked.command());
        Request request = new Request(CorrelationId.current(), IdempotencyKey.of(web), asked.fields());
        return Accepted.answer(ledgers.execute(asked.command(), "from", request));
    }

    /** Within a region there is nothing to check; to another one, whether it is there and not too much is on its way. */
    private void checkWay(TransferMoney transfer) {
        Region from = transfer.from().region();
        Region to = transfer.to().region();
        if (from.equals(to) || !ledgers.has(from)) {
            return;
        }
        if (!ledgers.has(to)) {
            throw new RefusedException(RefusalCode.NOT_FOUND, "there is no account " + transfer.to(), "to");
        }
        admission.admit(from);
    }
}
