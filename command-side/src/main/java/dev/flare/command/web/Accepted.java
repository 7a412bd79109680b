package dev.flare.command.web;

import dev.flare.command.execution.Outcome;
import dev.flare.messages.ledger.AccountClosed;
import dev.flare.messages.ledger.AccountFrozen;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.AccountUnfrozen;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.ledger.HoldExpired;
import dev.flare.messages.ledger.HoldVoided;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyDeposited;
import dev.flare.messages.ledger.MoneyReversed;
import dev.flare.messages.ledger.MoneyTransferred;
import dev.flare.messages.ledger.MoneyWithdrawn;
import dev.flare.messages.ledger.TransferNotice;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.shared.Region;
import dev.flare.web.idempotency.IdempotencyKey;
import java.net.URI;
import java.time.Instant;
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
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status(outcome.event()));
        if (outcome.event() instanceof AccountOpened opened) {
            answer.location(URI.create("/api/accounts/" + opened.accountId()));
        }
        if (outcome.event() instanceof TransferSent sent) {
            answer.location(URI.create("/api/transactions/" + sent.transferId()));
        }
        Map<String, Object> body = ids(outcome.event());
        addPosition(body, outcome.event(), outcome.position(), outcome.recordedAt());
        return answer(answer, body, outcome.repeated());
    }

    /** @param repeated whether an earlier request with the same key did it */
    public static ResponseEntity<byte[]> answer(
            ResponseEntity.BodyBuilder answer, Map<String, Object> body, boolean repeated) {
        if (repeated) {
            answer.header(IdempotencyKey.HIT_HEADER, "true");
        }
        // Written here, so that the length is known and nothing is negotiated.
        return answer.contentType(MediaType.APPLICATION_JSON).body(JSON.writeValueAsBytes(body));
    }

    /** What became of an item of a batch. */
    public static Map<String, Object> item(LedgerEvent event, long position, Instant recordedAt) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("status", status(event).value());
        item.putAll(ids(event));
        addPosition(item, event, position, recordedAt);
        return item;
    }

    private static void addPosition(Map<String, Object> body, LedgerEvent event, long position, Instant recordedAt) {
        body.put("position", Map.of(region(event).name(), position));
        body.put("recordedAt", recordedAt);
    }

    /** The region that recorded an event. */
    static Region region(LedgerEvent event) {
        return event.accounts().iterator().next().region();
    }

    private static HttpStatus status(LedgerEvent event) {
        return switch (event) {
            case AccountOpened opened -> HttpStatus.CREATED;
            case MoneyDeposited deposited -> HttpStatus.CREATED;
            case MoneyWithdrawn withdrawn -> HttpStatus.CREATED;
            case MoneyTransferred transferred -> HttpStatus.CREATED;
            case MoneyReversed reversed -> HttpStatus.CREATED;
            case HoldAuthorised authorised -> HttpStatus.CREATED;
            case HoldCaptured captured -> HttpStatus.CREATED;
            case HoldVoided voided -> HttpStatus.OK;
            case HoldExpired expired -> HttpStatus.OK;
            case AccountFrozen frozen -> HttpStatus.OK;
            case AccountUnfrozen unfrozen -> HttpStatus.OK;
            case AccountClosed closed -> HttpStatus.OK;
            case TransferSent sent -> HttpStatus.ACCEPTED;
            case TransferReceived received -> throw unasked(event);
            case TransferReturned returned -> throw unasked(event);
            case TransferNotice notice -> throw unasked(event);
        };
    }

    private static Map<String, Object> ids(LedgerEvent event) {
        return switch (event) {
            case AccountOpened opened -> fields("accountId", opened.accountId());
            case AccountFrozen frozen -> fields("accountId", frozen.accountId(), "status", "FROZEN");
            case AccountUnfrozen unfrozen -> fields("accountId", unfrozen.accountId(), "status", "OPEN");
            case AccountClosed closed -> fields("accountId", closed.accountId(), "status", "CLOSED");
            case MoneyDeposited deposited -> fields("depositId", deposited.depositId());
            case MoneyWithdrawn withdrawn -> fields("withdrawalId", withdrawn.withdrawalId());
            case MoneyTransferred transferred -> fields("transferId", transferred.transferId());
            case MoneyReversed reversed -> fields("reversalId", reversed.reversalId(), "reverses", reversed.reverses());
            case HoldAuthorised authorised -> fields("holdId", authorised.holdId());
            case HoldCaptured captured -> captured(captured);
            case HoldVoided voided -> fields("holdId", voided.holdId(), "released", voided.held());
            case HoldExpired expired -> fields("holdId", expired.holdId(), "released", expired.held());
            case TransferSent sent -> sent(sent);
            case TransferReceived received -> throw unasked(event);
            case TransferReturned returned -> throw unasked(event);
            case TransferNotice notice -> throw unasked(event);
        };
    }

    private static IllegalStateException unasked(LedgerEvent event) {
        return new IllegalStateException("no client asked for " + event);
    }

    /** The transfer is a transaction of its own, also when it takes another one back. */
    private static Map<String, Object> sent(TransferSent sent) {
        Map<String, Object> fields = sent.reverses() == null
                ? fields("transferId", sent.transferId())
                : fields("reversalId", sent.transferId(), "reverses", sent.reverses());
        fields.put("transactionId", sent.transferId());
        return fields;
    }

    private static Map<String, Object> captured(HoldCaptured captured) {
        long amount = captured.postings().getLast().amount();
        Map<String, Object> fields = fields("holdId", captured.holdId(), "transferId", captured.transferId());
        fields.put("captured", amount);
        fields.put("released", captured.held() - amount);
        return fields;
    }

    private static Map<String, Object> fields(String name, Object value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(name, value);
        return fields;
    }

    private static Map<String, Object> fields(String first, Object value, String second, Object other) {
        Map<String, Object> fields = fields(first, value);
        fields.put(second, other);
        return fields;
    }
}
