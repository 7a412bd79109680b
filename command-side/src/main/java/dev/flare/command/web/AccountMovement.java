package dev.flare.command.web;

import dev.flare.command.execution.Request;
import dev.flare.messages.shared.AccountId;
import dev.flare.web.CorrelationId;
import dev.flare.web.JsonBody;
import dev.flare.web.idempotency.IdempotencyKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.web.context.request.WebRequest;

/** A request to move money into or out of the account that its path names. */
public record AccountMovement(AccountId account, Movement movement, Request request) {

    /** @param operation what is asked for, as part of what a repetition is compared by */
    public static AccountMovement read(String operation, String id, JsonBody body, WebRequest web) {
        AccountId account = PathIds.account(id);
        Movement movement = Movement.read(body);
        body.nothingElse();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", operation);
        fields.put("accountId", account.value());
        movement.addTo(fields);
        return new AccountMovement(
                account, movement, new Request(CorrelationId.current(), IdempotencyKey.of(web), fields));
    }
}
