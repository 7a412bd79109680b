package dev.flare.command.transfer;

import dev.flare.command.execution.Request;
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

    TransferController(Ledgers ledgers) {
        this.ledgers = ledgers;
    }

    @Described(by = TransferDescription.class)
    @PostMapping(path = "/api/transfers", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> transfer(JsonBody body, WebRequest web) {
        TransferRequest asked = TransferRequest.read(body);
        checkRegions(asked.command());
        Request request = new Request(CorrelationId.current(), IdempotencyKey.of(web), asked.fields());
        return Accepted.answer(ledgers.execute(asked.command(), "from", request));
    }

    private void checkRegions(TransferMoney transfer) {
        Region from = transfer.from().region();
        Region to = transfer.to().region();
        if (!from.equals(to) && ledgers.has(from) && ledgers.has(to)) {
            throw new RefusedException(
                    RefusalCode.CROSS_REGION_UNSUPPORTED, "transfers between regions are not available yet", "to");
        }
    }
}
