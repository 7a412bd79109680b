package dev.flare.saga.callback;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls others over HTTP, never for longer than a few seconds, never where they send one on, and reads a bounded answer. */
public final class Callbacks implements AutoCloseable {

    /** How long a call may take altogether. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int ANSWER_MAX = 64 * 1024;

    /** What was answered. */
    public record Answer(int status, String body) {

        public boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(2))
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    public Answer get(String url, Map<String, String> headers) throws IOException, InterruptedException {
        return send(request(url, headers).GET().build());
    }

    public Answer post(String url, String json, Map<String, String> headers) throws IOException, InterruptedException {
        return send(request(url, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8))
                .build());
    }

    private static HttpRequest.Builder request(String url, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).header("User-Agent", "flare-supervisor");
        headers.forEach(request::header);
        return request;
    }

    private Answer send(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, head -> new BoundedText(ANSWER_MAX));
        try {
            HttpResponse<String> response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (ExecutionException e) {
            throw new IOException(reason(e), e);
        } catch (TimeoutException e) {
            throw new IOException("it did not answer within " + PATIENCE.toSeconds() + " s", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static String reason(ExecutionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return switch (cause) {
            case HttpTimeoutException late -> "it did not answer within " + PATIENCE.toSeconds() + " s";
            case ConnectException refused -> "it cannot be reached";
            default -> String.valueOf(cause.getMessage());
        };
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
