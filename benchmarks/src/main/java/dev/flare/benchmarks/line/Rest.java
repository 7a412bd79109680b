package dev.flare.benchmarks.line;

import dev.flare.benchmarks.load.HttpConnection;
import dev.flare.benchmarks.load.Load;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of the REST API, on a connection of its own. */
abstract class Rest implements Load.Caller {

    private static final Pattern HOLD = Pattern.compile("\"holdId\":\"([^\"]+)\"");

    final HttpConnection http;

    Rest(int port) throws IOException {
        this.http = new HttpConnection(port);
    }

    static String created(HttpConnection.Answer answer) throws IOException {
        if (answer.status() != 201) {
            throw new IOException("expected 201: " + answer);
        }
        return answer.body();
    }

    @Override
    public void close() throws IOException {
        http.close();
    }

    /** One unit between two different accounts. */
    private static String transfer(int accounts) {
        int from = ThreadLocalRandom.current().nextInt(accounts);
        return "{\"from\":\"uk-b" + from + "\",\"to\":\"uk-b" + another(from, accounts)
                + "\",\"amount\":1,\"currency\":\"GBP\"}";
    }

    static int another(int account, int accounts) {
        return (account + 1 + ThreadLocalRandom.current().nextInt(accounts - 1)) % accounts;
    }

    /** One transfer after the other. */
    static final class Transfers extends Rest {

        private final int accounts;

        Transfers(int port, int accounts) throws IOException {
            super(port);
            this.accounts = accounts;
        }

        @Override
        public void call() throws IOException {
            created(http.post("/api/transfers", transfer(accounts)));
        }
    }

    /** Atomic batches. */
    static final class Batches extends Rest {

        private final int accounts;
        private final int size;

        Batches(int port, int accounts, int size) throws IOException {
            super(port);
            this.accounts = accounts;
            this.size = size;
        }

        @Override
        public void call() throws IOException {
            StringBuilder body = new StringBuilder("{\"transfers\":[").append(transfer(accounts));
            for (int i = 1; i < size; i++) {
                body.append(',').append(transfer(accounts));
            }
            created(http.post("/api/transfers/batch", body.append("]}").toString()));
        }
    }

    /** A hold that would expire in a week, and at once its capture. */
    static final class Holds extends Rest {

        private final int accounts;
        private final String expiresAt;

        Holds(int port, int accounts, String expiresAt) throws IOException {
            super(port);
            this.accounts = accounts;
            this.expiresAt = expiresAt;
        }

        @Override
        public void call() throws IOException {
            int from = ThreadLocalRandom.current().nextInt(accounts);
            String hold = created(http.post(
                    "/api/holds",
                    "{\"account\":\"uk-b" + from + "\",\"amount\":1,\"expiresAt\":\"" + expiresAt + "\"}"));
            Matcher id = HOLD.matcher(hold);
            if (!id.find()) {
                throw new IOException("no holdId: " + hold);
            }
            created(http.post(
                    "/api/holds/" + id.group(1) + "/capture", "{\"to\":\"uk-b" + another(from, accounts) + "\"}"));
        }
    }
}
