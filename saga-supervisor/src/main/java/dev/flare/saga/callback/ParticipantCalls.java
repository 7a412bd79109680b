package dev.flare.saga.callback;

import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.Participant;
import dev.flare.saga.transaction.Row;
import dev.flare.saga.transaction.Transaction;
import dev.flare.web.CorrelationId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks participants for their own rows, and to undo what they have done. */
public final class ParticipantCalls {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;

    private final Callbacks callbacks;
    private final Optional<? extends CompensationRequests> requests;

    /** By URL alone. */
    public ParticipantCalls(Callbacks callbacks) {
        this(callbacks, Optional.empty());
    }

    /** @param requests how those are asked to compensate that have no URL */
    public ParticipantCalls(Callbacks callbacks, Optional<? extends CompensationRequests> requests) {
        this.callbacks = callbacks;
        this.requests = requests;
    }

    /**
     * Asks a participant without a URL to undo its work; it reports when it has.
     *
     * @return whether there is a way to ask it
     * @throws IOException when it cannot have heard it
     */
    public boolean request(Transaction transaction, Participant one, int attempt)
            throws IOException, InterruptedException {
        // The regions of a transfer are asked by their own logs.
        if (requests.isEmpty() || transaction.transfer() != null) {
            return false;
        }
        requests.get().ask(transaction, one, attempt);
        return true;
    }

    /**
     * The row of a participant: {@code {"hasStarted":true,…}}, absent fields being false; 404 or 204 where it has none.
     *
     * @throws IOException when it does not answer, or not with a row
     */
    public Row row(Transaction transaction, Participant one) throws IOException, InterruptedException {
        String url = Objects.requireNonNull(one.terms().statusUrl());
        Callbacks.Answer answer = callbacks.get(url, headers(transaction, one));
        if (answer.status() == NOT_FOUND || answer.status() == NO_CONTENT) {
            return Row.NONE;
        }
        if (!answer.isSuccess()) {
            throw new IOException("it answered " + answer.status());
        }
        return row(answer.body());
    }

    private static Row row(String body) throws IOException {
        try {
            JsonNode row = JSON.readTree(body);
            if (row.isObject()) {
                return new Row(
                        flag(row, "hasStarted"),
                        flag(row, "hasCompleted"),
                        flag(row, "hasFailed"),
                        flag(row, "hasCompensated"));
            }
        } catch (JacksonException e) {
            // said below
        }
        throw new IOException("it answered something that is no row");
    }

    /** Databases have flags that are numbers. */
    private static boolean flag(JsonNode row, String field) throws IOException {
        JsonNode value = row.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isIntegralNumber()) {
            return value.longValue() != 0;
        }
        throw new IOException(field + " of its row is neither true nor false");
    }

    /**
     * Asks a participant to undo its work. It may be asked again, and also when it has done nothing.
     *
     * @throws IOException when it has not said that it did
     */
    public void compensate(Transaction transaction, Participant one) throws IOException, InterruptedException {
        String url = Objects.requireNonNull(one.terms().compensateUrl());
        Map<String, String> headers = headers(transaction, one);
        headers.put("Idempotency-Key", "compensate " + transaction.id() + " " + one.name());
        Callbacks.Answer answer = callbacks.post(url, body(transaction, one), headers);
        if (!answer.isSuccess()) {
            throw new IOException("its compensateUrl answered " + answer.status());
        }
    }

    private static String body(Transaction transaction, Participant one) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("transactionId", transaction.id());
        body.put("participant", one.name());
        transaction.lastAlert().ifPresent(alert -> {
            body.put("alertId", alert.id());
            body.put("reason", alert.reason());
        });
        return JSON.writeValueAsString(body);
    }

    private static Map<String, String> headers(Transaction transaction, Participant one) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Flare-Transaction-Id", transaction.id());
        headers.put("X-Flare-Participant", one.name());
        headers.put(
                CorrelationId.HEADER,
                transaction.lastAlert().map(Alert::correlationId).orElse(transaction.correlationId()));
        return headers;
    }
}
