package dev.flare.command.withdrawal;

import dev.flare.command.account.Roles;
import dev.flare.command.execution.Request;
import dev.flare.command.region.Ledgers;
import dev.flare.command.web.Accepted;
import dev.flare.command.web.IdempotencyKey;
import dev.flare.command.web.Movement;
import dev.flare.messages.ledger.WithdrawMoney;
import dev.flare.messages.shared.AccountId;
import dev.flare.web.CorrelationId;
import dev.flare.web.JsonBody;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/accounts/{id}/withdrawals} */
@RestController
public class WithdrawalController {

    private final Ledgers ledgers;

    WithdrawalController(Ledgers ledgers) {
        this.ledgers = ledgers;
    }

    @PostMapping(path = "/api/accounts/{id}/withdrawals", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> withdrawal(
            @PathVariable String id,
            JsonBody body,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String key) {
        AccountId account = Movement.accountInPath(id);
        Movement movement = Movement.read(body);
        body.nothingElse();
        Roles.checkNotReserved(account, "accountId");
        WithdrawMoney command = new WithdrawMoney(
                Movement.newId(account.region()),
                account,
                movement.amount(),
                movement.reference(),
                movement.effectiveAt(),
                movement.metadata());
        Request request = new Request(CorrelationId.current(), IdempotencyKey.checked(key), fields(account, movement));
        return Accepted.answer(ledgers.execute(command, "accountId", request));
    }

    private static Map<String, Object> fields(AccountId account, Movement movement) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", "withdrawal");
        fields.put("accountId", account.value());
        movement.addTo(fields);
        return fields;
    }
}
