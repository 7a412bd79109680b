package dev.flare.standalone.http;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** One running Flare, reached over HTTP/1.1 connections that are kept open. */
public final class FlareClient implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final URI base;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    /** @param base without a slash at the end */
    public FlareClient(URI base) {
        this.base = base;
    }

    /** A request to a path below the base, to be completed and given to {@link #send}. */
    public HttpRequest.Builder request(String path, Duration atMost) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(atMost);
    }

    /** Sends once; {@link IOException} when there is no answer, in which case nobody knows if the request was carried out. */
    public Answer send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandStopped(ExitCode.NO, "interrupted", e);
        }
    }

    /** Sends once and returns the body of a success; anything else stops the command with the exit code that fits. */
    public String bodyOf(HttpRequest request) {
        try {
            Answer answer = send(request);
            if (answer.isSuccess()) {
                return answer.body();
            }
            throw new CommandStopped(answer.exitCode(), answer.problem());
        } catch (IOException e) {
            throw notReachable(e);
        }
    }

    public CommandStopped notReachable(IOException cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new CommandStopped(
                ExitCode.NOT_REACHABLE, base + " does not answer (" + reason + "); is flare up there?", cause);
    }

    @Override
    public String toString() {
        return base.toString();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
