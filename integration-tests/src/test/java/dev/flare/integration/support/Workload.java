package dev.flare.integration.support;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Clients that transfer with a key each, and remember whether they were answered. */
public final class Workload implements AutoCloseable {

    private static final int CLIENTS = 16;

    /** @param answer null when there was none: nobody knows whether it was done */
    public record Sent(
            String from,
            String to,
            long amount,
            String key,
            @Nullable Answer answer) {

        public boolean isAcknowledged() {
            return answer != null && answer.isSuccess();
        }

        public int status() {
            return answer == null ? 0 : answer.status();
        }
    }

    private final List<Api> apis;
    private final List<String> accounts;
    private final AtomicBoolean enough = new AtomicBoolean();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Together.Running<List<Sent>> running;

    /** @param apis client i speaks to the i-th of them, counted round and round */
    public Workload(List<Api> apis, List<String> accounts) {
        this.apis = apis;
        this.accounts = accounts;
        this.running = Together.start(CLIENTS, this::client);
    }

    private List<Sent> client(int number) {
        Random random = new Random(number);
        List<Sent> all = new ArrayList<>();
        int unanswered = 0;
        // Who gets no answer many times in a row has seen the end of the world.
        while (!enough.get() && unanswered < 3) {
            Sent sent = send(apis.get(number % apis.size()), next(random));
            all.add(sent);
            unanswered = sent.answer() == null ? unanswered + 1 : 0;
            if (sent.answer() != null) {
                (sent.isAcknowledged() ? acknowledged : refused).incrementAndGet();
            }
        }
        return all;
    }

    private Sent next(Random random) {
        int from = random.nextInt(accounts.size());
        int to = (from + 1 + random.nextInt(accounts.size() - 1)) % accounts.size();
        return new Sent(accounts.get(from), accounts.get(to), 1 + random.nextInt(9), Bank.unique("key"), null);
    }

    /** The same request, sent once more, with what was answered now. */
    public static Sent send(Api api, Sent sent) {
        String body = "{\"from\":\"%s\",\"to\":\"%s\",\"amount\":%d,\"currency\":\"GBP\",\"reference\":\"%s\"}"
                .formatted(sent.from(), sent.to(), sent.amount(), sent.key());
        Answer answer;
        try {
            answer = api.trySend(api.posting("/api/transfers", body).header("Idempotency-Key", sent.key()));
        } catch (IOException e) {
            answer = null;
        }
        return new Sent(sent.from(), sent.to(), sent.amount(), sent.key(), answer);
    }

    public int acknowledged() {
        return acknowledged.get();
    }

    /** How many answers were a no. */
    public int refused() {
        return refused.get();
    }

    /** All that was sent, once every client is done. */
    public List<Sent> stop() {
        enough.set(true);
        return running.await(Duration.ofSeconds(60)).stream()
                .flatMap(Collection::stream)
                .toList();
    }

    @Override
    public void close() {
        running.close();
    }
}
