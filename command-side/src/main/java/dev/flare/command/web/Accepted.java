package dev.flare.command.web;

import dev.flare.command.execution.Outcome;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.MoneyDeposited;
import dev.flare.messages.ledger.MoneyTransferred;
import dev.flare.messages.ledger.MoneyWithdrawn;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The answer to a command that was carried out. Made of nothing but the event, so that a repetition is answered like the
 * first request, status, body and {@code Location}.
 */
public final class Accepted {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private Accepted() {}

    public static ResponseEntity<byte[]> answer(Outcome outcome) {
        ResponseEntity.BodyBuilder answer =
                switch (outcome.event()) {
                    case AccountOpened opened ->
                        ResponseEntity.created(URI.create("/api/accounts/" + opened.accountId()));
                    case MoneyDeposited deposited -> ResponseEntity.status(HttpStatus.CREATED);
                    case MoneyWithdrawn withdrawn -> ResponseEntity.status(HttpStatus.CREATED);
                    case MoneyTransferred transferred -> ResponseEntity.status(HttpStatus.CREATED);
                };
        if (outcome.repeated()) {
            answer.header(IdempotencyKey.HIT_HEADER, "true");
        }
        // Written here, so that the length is known and nothing is negotiated.
        return answer.contentType(MediaType.APPLICATION_JSON).body(JSON.writeValueAsBytes(body(outcome)));
    }

    private static Map<String, Object> body(Outcome outcome) {
        Map<String, Object> body = new LinkedHashMap<>();
        String region =
                switch (outcome.event()) {
                    case AccountOpened opened -> {
                        body.put("accountId", opened.accountId());
                        yield opened.accountId().region().name();
                    }
                    case MoneyDeposited deposited -> id(body, "depositId", deposited.depositId());
                    case MoneyWithdrawn withdrawn -> id(body, "withdrawalId", withdrawn.withdrawalId());
                    case MoneyTransferred transferred -> id(body, "transferId", transferred.transferId());
                };
        body.put("position", Map.of(region, outcome.position()));
        body.put("recordedAt", outcome.recordedAt());
        return body;
    }

    private static String id(Map<String, Object> body, String name, String id) {
        body.put(name, id);
        return id.substring(0, id.indexOf('-'));
    }
}
