package dev.flare.integration.support;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A running Flare, spoken to as any client would. May be used by any number of threads. */
public final class Api {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final String base;

    public Api(String base) {
        this.base = base;
    }

    public String base() {
        return base;
    }

    public static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer post(String path, Map<String, ?> body) {
        return send(posting(path, JSON.writeValueAsString(body)));
    }

    public Answer post(String path, Map<String, ?> body, String idempotencyKey) {
        return send(posting(path, JSON.writeValueAsString(body)).header("Idempotency-Key", idempotencyKey));
    }

    public Answer put(String path, Map<String, ?> body) {
        return send(putting(path, body));
    }

    public HttpRequest.Builder putting(String path, Map<String, ?> body) {
        return request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
    }

    public HttpRequest.Builder posting(String path, String body) {
        return request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            return trySend(request);
        } catch (IOException e) {
            throw new NotAnsweredException(base + " did not answer", e);
        }
    }

    /** Without an answer nobody knows whether it was carried out. */
    public Answer trySend(HttpRequest.Builder request) throws IOException {
        try {
            return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Flare was gone, or did not answer in time. */
    public static final class NotAnsweredException extends RuntimeException {
        NotAnsweredException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
