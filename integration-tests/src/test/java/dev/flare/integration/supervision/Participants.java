package dev.flare.integration.supervision;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whoever is called by the supervisor. Answers 204, or what it is told to; remembers who called, also while it hangs. */
final class Participants implements AutoCloseable {

    /** A call as it arrived. */
    record Call(String method, String path, Map<String, String> headers, String body, Instant at) {

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    private record Reply(int status, String body) {}

    private static final int HANGS = 0;
    private static final Reply DONE = new Reply(204, "");

    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int port;
    private HttpServer server;

    Participants() {
        server = listen(0);
        port = server.getAddress().getPort();
    }

    private HttpServer listen(int on) {
        try {
            HttpServer listening =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), on), 1_000);
            listening.createContext("/", this::answer);
            listening.setExecutor(threads);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url(String path) {
        return "http://localhost:" + port + path;
    }

    void answers(String path, int status) {
        answers(path, status, "");
    }

    void answers(String path, int status, String body) {
        replies.put(path, new Reply(status, body));
    }

    /** From now on calls of this path are taken and never answered. */
    void hangs(String path) {
        replies.put(path, new Reply(HANGS, ""));
    }

    /** From now on calls of this path are answered 204. */
    void recovers(String path) {
        replies.remove(path);
    }

    /** Nobody listens any more. */
    void refuse() {
        server.stop(0);
    }

    void listenAgain() {
        server = listen(port);
    }

    List<Call> calls() {
        return calls;
    }

    List<Call> calls(String path) {
        return calls.stream().filter(call -> call.path().equals(path)).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Map<String, String> headers = new ConcurrentHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls.add(new Call(exchange.getRequestMethod(), path, headers, body, Instant.now()));
            answer(exchange, replies.getOrDefault(path, DONE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, Reply reply) throws IOException, InterruptedException {
        if (reply.status() == HANGS) {
            closed.await();
            return;
        }
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
