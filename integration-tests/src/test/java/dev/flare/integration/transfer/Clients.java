package dev.flare.integration.transfer;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Together;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Clients that do whatever clients do, at random; each request has a key, and what was answered is remembered. */
final class Clients implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PAUSE_UNANSWERED_MILLIS = 200;

    /** @param answer null when there was none: nobody knows whether it was done */
    record Sent(
            String path,
            Map<String, Object> body,
            String key,
            @Nullable Answer answer) {

        boolean isAcknowledged() {
            return answer != null && answer.isSuccess();
        }

        boolean isTransferBetweenRegions() {
            return isAcknowledged() && answer.status() == 202;
        }
    }

    private final List<Api> apis;
    private final List<List<String>> accounts;
    private final AtomicBoolean enough = new AtomicBoolean();
    private final ConcurrentLinkedQueue<String> transfers = new ConcurrentLinkedQueue<>();
    private final Together.Running<List<Sent>> running;

    /** @param accounts by region */
    Clients(List<Api> apis, List<List<String>> accounts, int number, long seed) {
        this.apis = apis;
        this.accounts = accounts;
        this.running = Together.start(number, client -> client(client, new Random(seed * 1_000 + client)));
    }

    private List<Sent> client(int number, Random random) {
        List<Sent> all = new ArrayList<>();
        while (!enough.get()) {
            Api api = apis.get(random.nextInt(apis.size()));
            boolean again = !all.isEmpty() && random.nextInt(20) == 0;
            Sent next = again ? all.get(random.nextInt(all.size())) : next(random);
            Sent sent = send(api, next);
            all.add(sent);
            if (sent.isTransferBetweenRegions()) {
                transfers.add(sent.answer().text("transactionId"));
            }
            if (sent.answer() == null) {
                pause();
            }
        }
        return all;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_UNANSWERED_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Sent next(Random random) {
        int what = random.nextInt(100);
        if (what < 55) {
            return request("/api/transfers", transfer(random, true));
        }
        if (what < 70) {
            return request("/api/transfers", transfer(random, false));
        }
        if (what < 74) {
            String nobody = region(random).getFirst().substring(0, 3) + "nobody-" + random.nextInt(1_000);
            return request("/api/transfers", Bank.transferring(any(random), nobody, 1 + random.nextInt(20), "lost"));
        }
        if (what < 82) {
            return request("/api/accounts/" + any(random) + "/deposits", Map.of("amount", 1 + random.nextInt(50)));
        }
        if (what < 86) {
            return request("/api/accounts/" + any(random) + "/withdrawals", Map.of("amount", 1 + random.nextInt(50)));
        }
        if (what < 90) {
            return request("/api/holds", Map.of("account", any(random), "amount", 1 + random.nextInt(20)));
        }
        if (what < 97) {
            String change = random.nextInt(3) == 0 ? "freeze" : "unfreeze";
            return request("/api/accounts/" + any(random) + "/" + change, Map.of("reason", "at random"));
        }
        String known = transfers.peek();
        return known == null
                ? request("/api/transfers", transfer(random, true))
                : request("/api/transfers/" + transfers.poll() + "/reversal", Map.of("reason", "at random"));
    }

    private Map<String, Object> transfer(Random random, boolean between) {
        int from = random.nextInt(accounts.size());
        int to = between ? (from + 1 + random.nextInt(accounts.size() - 1)) % accounts.size() : from;
        List<String> there = accounts.get(to);
        String payer = accounts.get(from).get(random.nextInt(accounts.get(from).size()));
        return Bank.transferring(payer, there.get(random.nextInt(there.size())), 1 + random.nextInt(30), "simulated");
    }

    private List<String> region(Random random) {
        return accounts.get(random.nextInt(accounts.size()));
    }

    private String any(Random random) {
        List<String> region = region(random);
        return region.get(random.nextInt(region.size()));
    }

    private static Sent request(String path, Map<String, Object> body) {
        return new Sent(path, body, Bank.unique("key"), null);
    }

    /** The same request, sent once more, with what was answered now. */
    static Sent send(Api api, Sent sent) {
        Answer answer;
        try {
            answer = api.trySend(api.posting(sent.path(), JSON.writeValueAsString(sent.body()))
                    .header("Idempotency-Key", sent.key()));
        } catch (IOException e) {
            answer = null;
        }
        return new Sent(sent.path(), sent.body(), sent.key(), answer);
    }

    /** All that was sent, once every client is done. */
    List<Sent> stop() {
        enough.set(true);
        return running.await(Duration.ofSeconds(90)).stream()
                .flatMap(Collection::stream)
                .toList();
    }

    @Override
    public void close() {
        enough.set(true);
        running.close();
    }
}
