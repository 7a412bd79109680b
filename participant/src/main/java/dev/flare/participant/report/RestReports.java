package dev.flare.participant.report;

import dev.flare.participant.Answer;
import dev.flare.participant.Fence;
import dev.flare.participant.Report;
import dev.flare.participant.json.JsonObject;
import dev.flare.participant.json.JsonText;
import dev.flare.participant.json.MalformedJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reports by {@code PUT /api/transactions/{id}/participants/{name}}. What the supervisor itself refuses is refused for good; what
 * anything else on the way says, such as a gateway that knows no such path, is not.
 */
public final class RestReports implements Fence, AutoCloseable {

    /** How long a report may take altogether. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final int MALFORMED = 400;
    private static final int UNPROCESSABLE = 422;
    private static final int SHOWN_MAX = 500;

    private final String base;
    private final Duration patience;
    private final HttpClient http;

    /** @param supervisor such as {@code http://localhost:8080} */
    public RestReports(URI supervisor) {
        this(supervisor, PATIENCE);
    }

    public RestReports(URI supervisor, Duration patience) {
        this.base = supervisor.toString().replaceAll("/+$", "");
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public Answer send(Report report) throws InterruptedException {
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request(report), head -> new BoundedText());
        try {
            return answer(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return notNow(base + " did not answer within " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            return notNow(base + " does not answer: " + e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest request(Report report) {
        String path = "/api/transactions/" + report.transactionId() + "/participants/" + report.participant();
        String reason = report.reason() == null ? "" : ",\"reason\":" + JsonText.of(report.reason());
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(patience)
                .header("Content-Type", "application/json")
                .header("User-Agent", "flare-participant")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"state\":\"" + report.state() + "\"" + reason + "}"))
                .build();
    }

    private Answer answer(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return new Answer.Taken();
        }
        String code = code(response.body());
        return isFinal(status, code)
                ? new Answer.Refused(status, code, shown(response.body()))
                : new Answer.NotNow(base + " answered " + status + " " + shown(response.body()), retryAfter(response));
    }

    private static boolean isFinal(int status, String code) {
        return switch (status) {
            case CONFLICT -> !code.isEmpty() && !code.equals("CONFLICT");
            case NOT_FOUND -> code.equals("NOT_FOUND");
            case MALFORMED, UNPROCESSABLE -> !code.isEmpty();
            default -> false;
        };
    }

    private static String code(String body) {
        try {
            return JsonObject.read(body).string("code").orElse("");
        } catch (MalformedJson e) {
            return "";
        }
    }

    private static Duration retryAfter(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,4}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(Duration.ZERO);
    }

    private static Answer notNow(String why) {
        return new Answer.NotNow(shown(why), Duration.ZERO);
    }

    /** PostgreSQL takes no NUL. */
    private static String shown(String text) {
        String plain = text.replace('\0', ' ');
        return plain.length() <= SHOWN_MAX ? plain : plain.substring(0, SHOWN_MAX);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
