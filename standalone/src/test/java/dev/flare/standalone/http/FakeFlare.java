package dev.flare.standalone.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** Answers over real HTTP as Flare promises to, remembers what it was asked, and fails when told to. */
public final class FakeFlare implements AutoCloseable {

    /** One request as it came. */
    public record Call(String request, String key, String body) {}

    private record Failure(int status, String body) {}

    private final HttpServer server;
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> bodiesByKey = new HashMap<>();
    private final Queue<Failure> failures = new ArrayDeque<>();
    private String answer = "{}";

    public FakeFlare() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The next request is answered like this, before anything is decided. */
    public void fail(int status, String body) {
        failures.add(new Failure(status, body));
    }

    /** What requests without an idempotency key are answered. */
    public void answer(String json) {
        answer = json;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            calls.add(new Call(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(), key == null ? "" : key, body));
            Failure failure = failures.poll();
            if (failure != null) {
                send(exchange, failure.status(), failure.body());
            } else if (key == null) {
                send(exchange, 200, answer);
            } else {
                decide(exchange, key, body);
            }
        }
    }

    private void decide(HttpExchange exchange, String key, String body) throws IOException {
        String first = bodiesByKey.putIfAbsent(key, body);
        if (first != null && !first.equals(body)) {
            send(exchange, 409, "{\"code\":\"IDEMPOTENCY_MISMATCH\",\"detail\":\"another request\"}");
            return;
        }
        if (first != null) {
            exchange.getResponseHeaders().add("Idempotency-Hit", "true");
        }
        send(exchange, 201, "{}");
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
