package dev.flare.standalone.http;

import dev.flare.standalone.exit.ExitCode;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Flare answered. */
public record Answer(int status, HttpHeaders headers, String body) {

    private static final JsonMapper JSON = JsonMapper.shared();

    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /** Was it answered before, and nothing done this time? */
    public boolean isReplay() {
        return headers.firstValue("Idempotency-Hit").filter("true"::equals).isPresent();
    }

    /** Nothing was done, and the same request may be sent again. */
    public boolean isWorthRetrying() {
        return status == 429
                || status == 502
                || status == 503
                || status == 504
                || (status == 409 && code().equals("CONFLICT"));
    }

    /** How long it asks to wait. */
    public Optional<Duration> retryAfter() {
        return headers.firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,4}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    /** The problem's stable code, or nothing. */
    public String code() {
        return json().path("code").asString("");
    }

    /** Why not, for people. */
    public String problem() {
        JsonNode problem = json();
        String detail = problem.path("detail").asString(problem.path("title").asString(""));
        return status + (code().isEmpty() ? "" : " " + code()) + (detail.isEmpty() ? "" : ": " + detail);
    }

    ExitCode exitCode() {
        return switch (status) {
            case 400 -> ExitCode.WRONG_USAGE;
            case 429, 502, 503, 504 -> ExitCode.NOT_REACHABLE;
            default -> ExitCode.NO;
        };
    }

    private JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }
}
