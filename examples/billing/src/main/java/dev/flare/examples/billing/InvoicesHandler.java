package dev.flare.examples.billing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.flare.participant.Participation;
import dev.flare.participant.Start;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;

/** {@code POST /invoices} {@code {"transactionId":"…","amount":1250}}: 201 when it is issued, 200 when it was before. */
final class InvoicesHandler implements HttpHandler {

    /** Nobody owes more. */
    private static final long AMOUNT_MAX = 1_000_000;

    private static final int BODY_MAX = 64 * 1024;
    private static final System.Logger LOG = System.getLogger(InvoicesHandler.class.getName());

    private record Reply(int status, String json) {

        static Reply problem(int status, String code) {
            return new Reply(status, "{\"status\":" + status + ",\"code\":\"" + code + "\"}");
        }
    }

    private final Participation participation;
    private final Runnable reported;
    private final Function<byte[], Optional<InvoiceRequest>> form;

    /**
     * @param reported is told that there may be something to be sent
     * @param form reads a body
     */
    InvoicesHandler(Participation participation, Runnable reported, Function<byte[], Optional<InvoiceRequest>> form) {
        this.participation = participation;
        this.reported = reported;
        this.form = form;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = reply(exchange);
            byte[] body = reply.json().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            return Reply.problem(405, "METHOD_NOT_ALLOWED");
        }
        byte[] body = exchange.getRequestBody().readNBytes(BODY_MAX + 1);
        Optional<InvoiceRequest> request = body.length > BODY_MAX ? Optional.empty() : form.apply(body);
        if (request.isEmpty()) {
            return Reply.problem(400, "MALFORMED");
        }
        try {
            return issue(request.get());
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "the database refused", e);
            return Reply.problem(503, "UNAVAILABLE");
        }
    }

    private Reply issue(InvoiceRequest request) throws SQLException {
        String id = request.transactionId();
        if (request.amount() > AMOUNT_MAX) {
            participation.fail(id, "nobody is billed more than " + AMOUNT_MAX);
            reported.run();
            return Reply.problem(422, "TOO_MUCH");
        }
        Start start = participation.perform(id, connection -> Invoices.issue(connection, id, request.amount()));
        reported.run();
        return switch (start) {
            case Start.Started started -> new Reply(201, "{\"transactionId\":\"" + id + "\",\"invoice\":\"ISSUED\"}");
            case Start.AlreadyStarted already ->
                new Reply(200, "{\"transactionId\":\"" + id + "\",\"invoice\":\"ISSUED\"}");
            case Start.Refused refused -> Reply.problem(409, "TOO_LATE");
        };
    }
}
