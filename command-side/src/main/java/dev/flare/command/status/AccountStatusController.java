package dev.flare.command.status;

import dev.flare.command.execution.Request;
import dev.flare.command.region.Ledgers;
import dev.flare.command.web.Accepted;
import dev.flare.command.web.PathIds;
import dev.flare.messages.ledger.ChangeAccountStatus;
import dev.flare.messages.ledger.CloseAccount;
import dev.flare.messages.ledger.FreezeAccount;
import dev.flare.messages.ledger.UnfreezeAccount;
import dev.flare.messages.shared.AccountId;
import dev.flare.web.CorrelationId;
import dev.flare.web.JsonBody;
import dev.flare.web.Reason;
import dev.flare.web.document.Described;
import dev.flare.web.idempotency.IdempotencyKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code POST /api/accounts/{id}/freeze}, {@code /unfreeze} and {@code /close} */
@RestController
public class AccountStatusController {

    private final Ledgers ledgers;

    AccountStatusController(Ledgers ledgers) {
        this.ledgers = ledgers;
    }

    @Described(by = StatusDescriptions.Freeze.class)
    @PostMapping(path = "/api/accounts/{id}/freeze", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> freeze(@PathVariable String id, JsonBody body, WebRequest web) {
        return change("freeze account", FreezeAccount::new, id, body, web);
    }

    @Described(by = StatusDescriptions.Unfreeze.class)
    @PostMapping(path = "/api/accounts/{id}/unfreeze", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> unfreeze(@PathVariable String id, JsonBody body, WebRequest web) {
        return change("unfreeze account", UnfreezeAccount::new, id, body, web);
    }

    @Described(by = StatusDescriptions.Close.class)
    @PostMapping(path = "/api/accounts/{id}/close", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> close(@PathVariable String id, JsonBody body, WebRequest web) {
        return change("close account", CloseAccount::new, id, body, web);
    }

    private ResponseEntity<byte[]> change(
            String operation,
            BiFunction<AccountId, String, ChangeAccountStatus> command,
            String id,
            JsonBody body,
            WebRequest web) {
        AccountId account = PathIds.account(id);
        String reason = Reason.only(body);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", operation);
        fields.put("accountId", account.value());
        fields.put("reason", reason);
        Request request = new Request(CorrelationId.current(), IdempotencyKey.of(web), fields);
        return Accepted.answer(ledgers.execute(command.apply(account, reason), "accountId", request));
    }
}
