package dev.flare.command.transfer;

import dev.flare.command.account.Roles;
import dev.flare.command.execution.Request;
import dev.flare.command.region.Ledgers;
import dev.flare.command.web.Accepted;
import dev.flare.command.web.IdempotencyKey;
import dev.flare.command.web.Movement;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.web.CorrelationId;
import dev.flare.web.JsonBody;
import java.util.LinkedHashMap;
import java.util.Map;
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

    @PostMapping(path = "/api/transfers", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> transfer(JsonBody body, WebRequest web) {
        AccountId from = body.value("from", AccountId::new);
        AccountId to = body.value("to", AccountId::new);
        Movement movement = Movement.read(body);
        TransferMoney command = new TransferMoney(
                Movement.newId(from.region()),
                from,
                to,
                movement.amount(),
                body.value("currency", CurrencyCode::new),
                movement.reference(),
                movement.effectiveAt(),
                movement.metadata());
        body.nothingElse();
        check(from, to);
        Request request = new Request(CorrelationId.current(), IdempotencyKey.of(web), fields(command, movement));
        return Accepted.answer(ledgers.execute(command, "from", request));
    }

    private void check(AccountId from, AccountId to) {
        Roles.checkNotReserved(from, "from");
        Roles.checkNotReserved(to, "to");
        if (from.equals(to)) {
            throw new RefusedException(RefusalCode.SAME_ACCOUNT, "a transfer needs two accounts", "to");
        }
        if (!from.region().equals(to.region()) && ledgers.has(from.region()) && ledgers.has(to.region())) {
            throw new RefusedException(
                    RefusalCode.CROSS_REGION_UNSUPPORTED, "transfers between regions are not available yet", "to");
        }
    }

    private static Map<String, Object> fields(TransferMoney command, Movement movement) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", "transfer");
        fields.put("from", command.from().value());
        fields.put("to", command.to().value());
        movement.addTo(fields);
        fields.put("currency", command.currency().value());
        return fields;
    }
}
