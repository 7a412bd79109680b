package dev.flare.benchmarks.supervision;

import dev.flare.benchmarks.load.HttpConnection;
import dev.flare.benchmarks.load.Load;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Transfers between two regions, one after the other, on a connection of their own. Who is told to wait, waits. */
final class Transfers implements Load.Caller {

    private static final int PAUSE_MILLIS = 200;

    private final HttpConnection http;
    private final int accounts;

    Transfers(int port, int accounts) throws IOException {
        this.http = new HttpConnection(port);
        this.accounts = accounts;
    }

    /** Accounts of both regions, those of the source with money. */
    void open() throws IOException {
        for (int i = 0; i < accounts; i++) {
            for (String region : new String[] {"uk", "au"}) {
                expect(
                        201,
                        http.post(
                                "/api/accounts",
                                "{\"accountId\":\"%s-x%d\",\"currency\":\"GBP\"}".formatted(region, i)));
            }
            expect(201, http.post("/api/accounts/uk-x" + i + "/deposits", "{\"amount\":1000000000}"));
        }
    }

    @Override
    public void call() throws IOException, InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String body = body(random.nextInt(accounts), "au-x" + random.nextInt(accounts));
        HttpConnection.Answer answer = http.post("/api/transfers", body);
        while (answer.status() == 429) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            answer = http.post("/api/transfers", body);
        }
        expect(202, answer);
    }

    /** One that its target refuses. */
    void fail(int number) throws IOException {
        expect(202, http.post("/api/transfers", body(number % accounts, "au-nobody" + number)));
    }

    private static String body(int from, String to) {
        return "{\"from\":\"uk-x%d\",\"to\":\"%s\",\"amount\":1,\"currency\":\"GBP\"}".formatted(from, to);
    }

    private static void expect(int status, HttpConnection.Answer answer) throws IOException {
        if (answer.status() != status) {
            throw new IOException("expected " + status + ": " + answer);
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
