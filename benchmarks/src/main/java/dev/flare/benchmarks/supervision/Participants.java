package dev.flare.benchmarks.supervision;

import dev.flare.benchmarks.load.HttpConnection;
import dev.flare.benchmarks.load.Load;
import java.io.IOException;
import java.util.UUID;

/** Three participants of one transaction after the other, on a connection of their own. */
final class Participants implements Load.Caller {

    static final String[] NAMES = {"billing.invoices", "stock.reservations", "ship.parcels"};

    private final HttpConnection http;

    Participants(int port) throws IOException {
        this.http = new HttpConnection(port);
    }

    /** A transaction of three participants from its registration to its end: seven requests. */
    @Override
    public void call() throws IOException {
        String id = register("PT10M");
        for (String name : NAMES) {
            report(id, name, "STARTED", 200);
        }
        for (String name : NAMES) {
            report(id, name, "COMPLETED", 200);
        }
    }

    /** The id of a new transaction. */
    String register(String deadline) throws IOException {
        String id = "b-" + UUID.randomUUID();
        StringBuilder body =
                new StringBuilder("{\"transactionId\":\"" + id + "\",\"type\":\"bench\",\"participants\":[");
        for (String name : NAMES) {
            body.append("{\"name\":\"")
                    .append(name)
                    .append("\",\"deadline\":\"")
                    .append(deadline)
                    .append("\"},");
        }
        body.setLength(body.length() - 1);
        expect(201, http.post("/api/transactions", body.append("]}").toString()));
        return id;
    }

    void report(String id, String name, String state, int status) throws IOException {
        expect(status, http.put("/api/transactions/" + id + "/participants/" + name, "{\"state\":\"" + state + "\"}"));
    }

    String get(String path) throws IOException {
        return expect(200, http.get(path));
    }

    private static String expect(int status, HttpConnection.Answer answer) throws IOException {
        if (answer.status() != status) {
            throw new IOException("expected " + status + ": " + answer);
        }
        return answer.body();
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
