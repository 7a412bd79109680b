package dev.flare.command.hold;

import dev.flare.command.account.Roles;
import dev.flare.command.execution.Outcome;
import dev.flare.command.execution.Request;
import dev.flare.command.region.Ledgers;
import dev.flare.command.web.Accepted;
import dev.flare.command.web.Movement;
import dev.flare.command.web.PathIds;
import dev.flare.messages.ledger.AuthoriseHold;
import dev.flare.messages.ledger.CaptureHold;
import dev.flare.messages.ledger.ExpireHold;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.VoidHold;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.TransactionId;
import dev.flare.web.CorrelationId;
import dev.flare.web.JsonBody;
import dev.flare.web.Reason;
import dev.flare.web.document.Described;
import dev.flare.web.idempotency.IdempotencyKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code POST /api/holds}, {@code /api/holds/{id}/capture} and {@code /api/holds/{id}/void} */
@RestController
public class HoldController {

    private static final Logger LOG = LoggerFactory.getLogger(HoldController.class);

    private final Ledgers ledgers;

    HoldController(Ledgers ledgers) {
        this.ledgers = ledgers;
    }

    @Described(by = HoldDescriptions.Authorise.class)
    @PostMapping(path = "/api/holds", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> authorise(JsonBody body, WebRequest web) {
        AccountId account = body.value("account", AccountId::new);
        AuthoriseHold command = new AuthoriseHold(
                Movement.newId(account.region()),
                account,
                body.amount("amount"),
                body.optionalInstant("expiresAt"),
                body.optionalText("reference", Movement.REFERENCE_MAX),
                body.object("metadata", Movement.METADATA_MAX));
        body.nothingElse();
        Roles.checkNotReserved(account, "account");
        return Accepted.answer(ledgers.execute(command, "account", request(web, fields(command))));
    }

    private static Map<String, Object> fields(AuthoriseHold command) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", "hold");
        fields.put("account", command.accountId().value());
        fields.put("amount", command.amount());
        if (command.expiresAt() != null) {
            fields.put("expiresAt", command.expiresAt().toString());
        }
        if (command.reference() != null) {
            fields.put("reference", command.reference());
        }
        if (!command.metadata().isEmpty()) {
            fields.put("metadata", command.metadata());
        }
        return fields;
    }

    @Described(by = HoldDescriptions.Capture.class)
    @PostMapping(path = "/api/holds/{id}/capture", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> capture(@PathVariable String id, JsonBody body, WebRequest web) {
        TransactionId hold = PathIds.transaction(id, "holdId");
        AccountId to = body.value("to", AccountId::new);
        Long amount = body.has("amount") ? (Long) body.amount("amount") : null;
        body.nothingElse();
        Roles.checkNotReserved(to, "to");
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", "capture");
        fields.put("holdId", id);
        fields.put("to", to.value());
        if (amount != null) {
            fields.put("amount", amount);
        }
        return end(id, new CaptureHold(Movement.newId(hold.region()), id, to, amount), request(web, fields));
    }

    @Described(by = HoldDescriptions.Voiding.class)
    @PostMapping(path = "/api/holds/{id}/void", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> voiding(@PathVariable String id, JsonBody body, WebRequest web) {
        PathIds.transaction(id, "holdId");
        String reason = Reason.only(body);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", "void");
        fields.put("holdId", id);
        fields.put("reason", reason);
        return end(id, new VoidHold(id, reason), request(web, fields));
    }

    /** Who comes too late to use a hold is the first to record that its time is over. */
    private ResponseEntity<byte[]> end(String holdId, LedgerCommand command, Request request) {
        try {
            Outcome outcome = ledgers.execute(command, "holdId", request);
            return Accepted.answer(outcome);
        } catch (RefusedException refusal) {
            if (refusal.code() == RefusalCode.HOLD_EXPIRED) {
                expire(holdId);
            }
            throw refusal;
        }
    }

    private void expire(String holdId) {
        try {
            ledgers.execute(new ExpireHold(holdId), "holdId", new Request(CorrelationId.current(), null, Map.of()));
        } catch (RefusedException alreadyDone) {
            LOG.debug("the hold {} is not expired here: {}", holdId, alreadyDone.detail());
        }
    }

    private static Request request(WebRequest web, Map<String, Object> fields) {
        return new Request(CorrelationId.current(), IdempotencyKey.of(web), fields);
    }
}
