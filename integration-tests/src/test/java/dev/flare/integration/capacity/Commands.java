package dev.flare.integration.capacity;

import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Every command of the document, with what must be there before it. */
final class Commands {

    static final int TIMES = 4;
    /** In the middle of a step of the index over balances: where a movement passes from one to the next, it costs more. */
    static final long RICH = 1_000_000;

    private static final String REASON = "measured";

    /** What is measured: one of several equal requests, whose fixtures were made before. */
    interface Request {
        Answer send();
    }

    private final Bank bank;
    private final Queue<String> forgotten;
    private final Map<String, Supplier<List<Request>>> all = new LinkedHashMap<>();

    /** @param forgotten accounts that this process has not looked at */
    Commands(Bank bank, List<String> forgotten) {
        this.bank = bank;
        this.forgotten = new ConcurrentLinkedQueue<>(forgotten);
        accounts();
        transfers();
        holds();
        statuses();
        answers();
    }

    List<Request> prepare(String name) {
        Supplier<List<Request>> fixture = all.get(name);
        if (fixture == null) {
            throw new IllegalStateException("the document has a command that is not measured: " + name);
        }
        return fixture.get();
    }

    Iterable<String> names() {
        return all.keySet();
    }

    private void accounts() {
        add("open an account", i -> () -> bank.openAs(Bank.fresh("uk"), 0));
        add(
                "open an account, with a key",
                i -> () -> post("/api/accounts", Map.of("accountId", Bank.fresh("uk"), "currency", "GBP")));
        withAccount("deposit", id -> bank.deposit(id, 1));
        withAccount("deposit, with a key", id -> post("/api/accounts/" + id + "/deposits", Map.of("amount", 1)));
        withAccount("withdrawal", id -> bank.withdraw(id, 1));
    }

    private void transfers() {
        withPair("transfer", (from, to) -> bank.transfer(from, to, 1));
        withPair("transfer, with a key", (from, to) -> post("/api/transfers", transfer(from, to)));
        add("transfer, accounts not in memory", i -> {
            String from = forgotten.remove();
            String to = forgotten.remove();
            return () -> bank.transfer(from, to, 1);
        });
        all.put("batch of 100 transfers", () -> batches(false));
        all.put("batch of 100 transfers, with a key", () -> batches(true));
        withPair("reversal", (from, to) -> bank.transfer(from, to, 1), transfer -> bank.api()
                .post("/api/transfers/" + transfer.text("transferId") + "/reversal", Map.of("reason", REASON)));
    }

    private List<Request> batches(boolean withKey) {
        List<Map<String, Object>> transfers = Together.clients(
                100, Duration.ofSeconds(30), i -> transfer(bank.openWith("uk", RICH), bank.openWith("uk", RICH)));
        Map<String, Object> body = Map.of("transfers", transfers);
        Request request =
                () -> withKey ? post("/api/transfers/batch", body) : bank.api().post("/api/transfers/batch", body);
        return List.of(request, request);
    }

    private void holds() {
        withAccount("hold", id -> hold(id));
        withPair("capture", (from, to) -> hold(from), (hold, to) -> bank.api()
                .post("/api/holds/" + hold.text("holdId") + "/capture", Map.of("to", to)));
        withPair("void", (from, to) -> hold(from), hold -> voiding(hold));
        all.put("expiry of a hold", () -> {
            String id = bank.openWith("uk", RICH);
            hold(id, Instant.now().plusSeconds(2)).expect(201);
            return List.of(() -> awaitNothingHeld(id));
        });
    }

    private Answer awaitNothingHeld(String id) {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bank.api().get("/api/accounts/" + id), answer -> answer.number("held") == 0);
    }

    Answer hold(String account) {
        return hold(account, Instant.now().plusSeconds(3_600));
    }

    Answer voiding(Answer hold) {
        return bank.api().post("/api/holds/" + hold.text("holdId") + "/void", Map.of("reason", REASON));
    }

    private Answer hold(String account, Instant expiresAt) {
        return bank.api()
                .post("/api/holds", Map.of("account", account, "amount", 1, "expiresAt", expiresAt.toString()));
    }

    private void statuses() {
        withAccount("freeze", id -> status(id, "freeze"));
        add("unfreeze", i -> {
            String id = bank.open("uk");
            status(id, "freeze").expect(200);
            return () -> status(id, "unfreeze");
        });
        add("close", i -> {
            String id = bank.open("uk");
            return () -> status(id, "close");
        });
    }

    private Answer status(String id, String what) {
        return bank.api().post("/api/accounts/" + id + "/" + what, Map.of("reason", REASON));
    }

    private void answers() {
        withAccount("refusal", id -> bank.withdraw(id, 2 * RICH));
        withAccount(
                "refusal, with a key", id -> post("/api/accounts/" + id + "/withdrawals", Map.of("amount", 2 * RICH)));
        add("replayed transfer", i -> {
            Map<String, Object> body = transfer(bank.openWith("uk", RICH), bank.openWith("uk", RICH));
            String key = Bank.unique("key");
            bank.api().post("/api/transfers", body, key).expect(201);
            return () -> bank.api().post("/api/transfers", body, key);
        });
    }

    private void add(String name, IntFunction<Request> one) {
        all.put(name, () -> Together.clients(TIMES, Duration.ofSeconds(30), one));
    }

    private interface OnAccount {
        Answer send(String id);
    }

    private interface OnPair {
        Answer send(String from, String to);
    }

    private interface AfterIt {
        Answer send(Answer first);
    }

    private interface AfterItWith {
        Answer send(Answer first, String to);
    }

    private void withAccount(String name, OnAccount request) {
        add(name, i -> {
            String id = bank.openWith("uk", RICH);
            return () -> request.send(id);
        });
    }

    private void withPair(String name, OnPair request) {
        add(name, i -> {
            String from = bank.openWith("uk", RICH);
            String to = bank.openWith("uk", RICH);
            return () -> request.send(from, to);
        });
    }

    private void withPair(String name, OnPair before, AfterIt request) {
        withPair(name, before, (first, to) -> request.send(first));
    }

    private void withPair(String name, OnPair before, AfterItWith request) {
        add(name, i -> {
            String to = bank.openWith("uk", RICH);
            Answer first = before.send(bank.openWith("uk", RICH), to).expect(201);
            return () -> request.send(first, to);
        });
    }

    private static Map<String, Object> transfer(String from, String to) {
        return Bank.transferring(from, to, 1, Bank.unique("ref"));
    }

    private Answer post(String path, Map<String, Object> body) {
        return bank.api().post(path, body, Bank.unique("key"));
    }
}
