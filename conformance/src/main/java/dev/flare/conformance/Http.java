package dev.flare.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One call at a time or several at once; each is answered within a bounded time, or the answer is that there was none. */
final class Http implements AutoCloseable {

    /** The status of no answer. */
    static final int SILENCE = 0;

    private static final int BODY_MAX = 64 * 1024;

    private final Duration patience;
    private final HttpClient client;

    Http(Duration patience) {
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
    }

    Came send(String method, URI uri, String body) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(patience)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, application/problem+json")
                .header("User-Agent", "flare-conformance")
                .method(
                        method,
                        body.isEmpty() && method.equals("GET")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        CompletableFuture<Came> answer =
                CompletableFuture.supplyAsync(() -> exchanged(request), Thread::startVirtualThread);
        try {
            return answer.get(patience.toMillis() + 500, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return new Came(SILENCE, "no answer within " + patience.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotReachable("interrupted", e);
        }
    }

    private Came exchanged(HttpRequest request) {
        try {
            HttpResponse<java.io.InputStream> response =
                    client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (java.io.InputStream body = response.body()) {
                return new Came(response.statusCode(), new String(body.readNBytes(BODY_MAX), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return new Came(SILENCE, "no answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Came(SILENCE, "interrupted");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
