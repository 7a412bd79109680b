package dev.flare.command.account;

import dev.flare.command.execution.Request;
import dev.flare.command.region.Ledgers;
import dev.flare.command.web.Accepted;
import dev.flare.command.web.Movement;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.web.CorrelationId;
import dev.flare.web.JsonBody;
import dev.flare.web.document.Described;
import dev.flare.web.idempotency.IdempotencyKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code POST /api/accounts} */
@RestController
public class OpenAccountController {

    static final int OWNER_MAX = 200;

    private final Ledgers ledgers;

    OpenAccountController(Ledgers ledgers) {
        this.ledgers = ledgers;
    }

    @Described(by = OpenAccountDescription.class)
    @PostMapping(path = "/api/accounts", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> open(JsonBody body, WebRequest web) {
        AccountId given = body.optionalValue("accountId", AccountId::new);
        Region region = body.optionalValue("region", Region::new);
        AccountId id = given != null ? given : new AccountId(Movement.newId(required(region)));
        OpenAccount command = new OpenAccount(
                id,
                body.value("currency", CurrencyCode::new),
                body.optionalText("owner", OWNER_MAX),
                body.limit("overdraftLimit"),
                body.object("metadata", Movement.METADATA_MAX));
        body.nothingElse();
        check(id, given, region);
        Request request = new Request(CorrelationId.current(), IdempotencyKey.of(web), fields(command, given, region));
        return Accepted.answer(ledgers.execute(command, "accountId", request));
    }

    private static Region required(@Nullable Region region) {
        if (region == null) {
            throw new RefusedException(
                    RefusalCode.MISSING_FIELD, "accountId is required, or region to have one made", "accountId");
        }
        return region;
    }

    private void check(AccountId id, @Nullable AccountId given, @Nullable Region region) {
        if (given != null && region != null && !given.region().equals(region)) {
            throw RefusedException.invalid("region", "the account's id names another region");
        }
        if (!ledgers.has(id.region())) {
            throw RefusedException.invalid(given == null ? "region" : "accountId", "there is no region " + id.region());
        }
        Roles.checkNotReserved(id, "accountId");
    }

    private static Map<String, Object> fields(OpenAccount command, @Nullable AccountId given, @Nullable Region region) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", "open account");
        if (given != null) {
            fields.put("accountId", given.value());
        } else if (region != null) {
            fields.put("region", region.name());
        }
        fields.put("currency", command.currency().value());
        if (command.owner() != null) {
            fields.put("owner", command.owner());
        }
        fields.put("overdraftLimit", command.overdraftLimit());
        if (!command.metadata().isEmpty()) {
            fields.put("metadata", command.metadata());
        }
        return fields;
    }
}
