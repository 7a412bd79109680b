package dev.flare.command.batch;

import dev.flare.command.execution.Outcome;
import dev.flare.command.execution.Request;
import dev.flare.command.region.Ledgers;
import dev.flare.command.region.SeparateTransfers;
import dev.flare.command.web.Accepted;
import dev.flare.command.web.Movement;
import dev.flare.command.web.SeparateAnswer;
import dev.flare.command.web.TransferRequest;
import dev.flare.messages.ledger.TransferBatch;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.web.CorrelationId;
import dev.flare.web.JsonBody;
import dev.flare.web.document.Described;
import dev.flare.web.idempotency.IdempotencyKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code POST /api/transfers/batch} */
@RestController
public class TransferBatchController {

    /** How many transfers a batch may have. */
    static final int TRANSFERS_MAX = 1_000;

    private static final String TRANSFERS = "transfers";

    private final Ledgers ledgers;
    private final SeparateTransfers separateTransfers;

    TransferBatchController(Ledgers ledgers) {
        this.ledgers = ledgers;
        this.separateTransfers = new SeparateTransfers(ledgers);
    }

    @Described(by = TransferBatchDescription.class)
    @PostMapping(path = "/api/transfers/batch", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> batch(JsonBody body, WebRequest web) {
        boolean atomic = body.flag("atomic", true);
        List<JsonBody> items = body.objects(TRANSFERS, TRANSFERS_MAX);
        body.nothingElse();
        String key = IdempotencyKey.of(web);
        return atomic ? together(items, key) : separately(items, key);
    }

    private ResponseEntity<byte[]> together(List<JsonBody> items, @Nullable String key) {
        List<TransferMoney> transfers = new ArrayList<>(items.size());
        for (JsonBody item : items) {
            transfers.add(read(item, transfers.size()).command());
        }
        checkRegions(transfers, Set.of());
        Region region = transfers.getFirst().from().region();
        Outcome outcome = ledgers.execute(
                new TransferBatch(Movement.newId(region), transfers), TRANSFERS, request(key, true, transfers.size()));
        return Accepted.answer(ResponseEntity.status(HttpStatus.CREATED), results(outcome, region), outcome.repeated());
    }

    private static Request request(@Nullable String key, boolean atomic, int transfers) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", "batch");
        fields.put("atomic", atomic);
        fields.put(TRANSFERS, transfers);
        return new Request(CorrelationId.current(), key, fields);
    }

    private static TransferRequest read(JsonBody item, int number) {
        try {
            return TransferRequest.read(item);
        } catch (RefusedException refusal) {
            throw refusal.ofItem(TRANSFERS, number);
        }
    }

    private static Map<String, Object> results(Outcome outcome, Region region) {
        List<Map<String, Object>> results = new ArrayList<>(outcome.events().size());
        long position = outcome.position() - outcome.events().size();
        for (int i = 0; i < outcome.events().size(); i++) {
            results.add(Accepted.item(outcome.events().get(i), ++position, outcome.recordedAt()));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("batchId", outcome.batchId());
        body.put("results", results);
        body.put("position", Map.of(region.name(), outcome.position()));
        body.put("recordedAt", outcome.recordedAt());
        return body;
    }

    /** Each for itself, so each has its own answer, also when it cannot be read. */
    private ResponseEntity<byte[]> separately(List<JsonBody> items, @Nullable String key) {
        Request batch = request(key, false, items.size());
        Map<Integer, RefusedException> unreadable = new HashMap<>();
        List<SeparateTransfers.Asked> readable = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            try {
                TransferRequest asked = TransferRequest.read(items.get(i));
                readable.add(new SeparateTransfers.Asked(asked.command(), item(asked, batch, i)));
            } catch (RefusedException refusal) {
                unreadable.put(i, refusal);
            }
        }
        checkRegions(readable.stream().map(SeparateTransfers.Asked::transfer).toList(), unreadable.keySet());
        Iterator<SeparateTransfers.Result> results =
                separateTransfers.execute(readable).iterator();
        SeparateAnswer answer = new SeparateAnswer();
        for (int i = 0; i < items.size(); i++) {
            RefusedException refusal = unreadable.get(i);
            add(answer, refusal == null ? results.next() : new SeparateTransfers.Refused(refusal));
        }
        return answer.toResponse();
    }

    private static void add(SeparateAnswer answer, SeparateTransfers.Result result) {
        switch (result) {
            case SeparateTransfers.Done done -> answer.add(done.outcome());
            case SeparateTransfers.Refused refused -> answer.add(refused.refusal());
        }
    }

    private static Request item(TransferRequest asked, Request batch, int number) {
        String key = batch.idempotencyKey();
        return key == null
                ? new Request(batch.correlationId(), null, asked.fields())
                : new Request(batch.correlationId(), key + "/" + number, asked.fields(), batch);
    }

    /** @param leftOut the numbers of items that are not among the transfers */
    private static void checkRegions(List<TransferMoney> transfers, Set<Integer> leftOut) {
        int item = 0;
        for (TransferMoney transfer : transfers) {
            while (leftOut.contains(item)) {
                item++;
            }
            Region region = transfers.getFirst().from().region();
            if (!transfer.from().region().equals(region)
                    || !transfer.to().region().equals(region)) {
                throw new RefusedException(RefusalCode.MIXED_REGIONS, "a batch has one region").ofItem(TRANSFERS, item);
            }
            item++;
        }
    }
}
