package dev.flare.integration.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Flare in the words of a bank's client. Accounts are in pounds unless said otherwise. */
public final class Bank {

    private static final String RUN =
            Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36), 36);
    private static final AtomicInteger NEXT = new AtomicInteger();

    /** A line of a statement. */
    public record Entry(
            long position,
            String transactionId,
            long amount,
            long balanceAfter,
            Instant recordedAt,
            Instant effectiveAt,
            String reference) {}

    private final Api api;
    private final Api queries;

    public Bank(Api api) {
        this(api, api);
    }

    /** Where commands and queries are answered by different processes. */
    public Bank(Api commands, Api queries) {
        this.api = commands;
        this.queries = queries;
    }

    public Api api() {
        return api;
    }

    /** An id that nobody has used. */
    public static String fresh(String region) {
        return region + "-" + unique("t");
    }

    public static String unique(String what) {
        return what + RUN + "-" + NEXT.incrementAndGet();
    }

    public String open(String region) {
        return open(region, 0);
    }

    public String open(String region, long overdraftLimit) {
        String id = fresh(region);
        openAs(id, overdraftLimit).expect(201);
        return id;
    }

    public Answer openAs(String id, long overdraftLimit) {
        return api.post("/api/accounts", Map.of("accountId", id, "currency", "GBP", "overdraftLimit", overdraftLimit));
    }

    /** An account with money in it. */
    public String openWith(String region, long balance) {
        String id = open(region);
        deposit(id, balance).expect(201);
        return id;
    }

    public Answer deposit(String account, long amount) {
        return api.post("/api/accounts/" + account + "/deposits", Map.of("amount", amount));
    }

    public Answer deposit(String account, long amount, Instant effectiveAt) {
        return api.post(
                "/api/accounts/" + account + "/deposits",
                Map.of("amount", amount, "effectiveAt", effectiveAt.toString()));
    }

    public Answer withdraw(String account, long amount) {
        return api.post("/api/accounts/" + account + "/withdrawals", Map.of("amount", amount));
    }

    public static Map<String, Object> transferring(String from, String to, long amount, String reference) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("from", from);
        body.put("to", to);
        body.put("amount", amount);
        body.put("currency", "GBP");
        body.put("reference", reference);
        return body;
    }

    public Answer transfer(String from, String to, long amount) {
        return api.post("/api/transfers", transferring(from, to, amount, unique("ref")));
    }

    public Answer hold(String account, long amount) {
        return api.post("/api/holds", Map.of("account", account, "amount", amount, "reference", unique("hold")));
    }

    public Answer hold(String account, long amount, Instant expiresAt) {
        return api.post("/api/holds", Map.of("account", account, "amount", amount, "expiresAt", expiresAt.toString()));
    }

    public Answer capture(String hold, String to, long amount) {
        return api.post("/api/holds/" + hold + "/capture", Map.of("to", to, "amount", amount));
    }

    public Answer voiding(String hold) {
        return api.post("/api/holds/" + hold + "/void", Map.of("reason", "not needed"));
    }

    public Answer reverse(String movement) {
        return api.post("/api/transfers/" + movement + "/reversal", Map.of("reason", "wrong payee"));
    }

    /** @param change {@code freeze}, {@code unfreeze} or {@code close} */
    public Answer change(String account, String change) {
        return api.post("/api/accounts/" + account + "/" + change, Map.of("reason", "told to"));
    }

    /** The account as the view has it once it has seen everything up to the region's end. */
    public JsonNode account(String id) {
        return queries.get("/api/accounts/" + id + "?minPosition=" + head(region(id)))
                .expect(200)
                .json();
    }

    public long balance(String id) {
        return account(id).required("balance").longValue();
    }

    public JsonNode account(String id, String moment) {
        return queries.get("/api/accounts/" + id + "?" + moment).expect(200).json();
    }

    public List<Entry> entries(String account) {
        return entries(account, "minPosition=" + head(region(account)));
    }

    /** The whole statement, page by page. */
    public List<Entry> entries(String account, String parameters) {
        List<Entry> entries = new ArrayList<>();
        String path = "/api/accounts/" + account + "/entries";
        String query = "?pageSize=1000&" + parameters;
        while (query != null) {
            JsonNode cursor = queries.get(path + query).expect(200).json().required("cursor");
            cursor.required("data").forEach(line -> entries.add(entry(line)));
            query = next(cursor);
        }
        return entries;
    }

    private static @Nullable String next(JsonNode cursor) {
        return cursor.required("hasMore").booleanValue()
                ? "?cursor=" + cursor.required("next").stringValue()
                : null;
    }

    public static Entry entry(JsonNode line) {
        return new Entry(
                line.required("position").longValue(),
                line.required("transactionId").stringValue(),
                line.required("amount").longValue(),
                line.required("balanceAfter").longValue(),
                Instant.parse(line.required("recordedAt").stringValue()),
                Instant.parse(line.required("effectiveAt").stringValue()),
                line.path("reference").asString(""));
    }

    public JsonNode totals(String region, String parameters) {
        return queries.get("/api/regions/" + region + "/totals?" + parameters)
                .expect(200)
                .json();
    }

    /** Where the region's log ends: known from the end of the log itself, not from a view. */
    public long head(String region) {
        Answer beyond = queries.get("/api/regions/" + region + "/totals?position=999999999999999999")
                .expect(400);
        String detail = beyond.text("detail");
        return Long.parseLong(detail.substring(detail.lastIndexOf(' ') + 1));
    }

    /** Views equal replay, the chain of hashes is whole, postings sum to zero, in every region. */
    public void verify() {
        Answer answer = queries.send(queries.request("/api/verifications")
                .timeout(Duration.ofMinutes(2))
                .POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.expect(200).json().required("ok").booleanValue())
                .as(answer.body())
                .isTrue();
    }

    public static String region(String id) {
        return id.substring(0, id.indexOf('-'));
    }
}
