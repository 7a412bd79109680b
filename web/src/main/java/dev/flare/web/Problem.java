package dev.flare.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer that says no, as {@code application/problem+json} (RFC 9457) with three members of our own.
 *
 * @param type a stable URI for the code
 * @param code what a client may program against
 * @param field the field or parameter at fault, if it is one
 * @param index which item of a list is at fault, counted from 0, if it is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        URI type,
        String title,
        int status,
        String detail,
        String code,
        @Nullable String field,
        @Nullable Integer index) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TYPES = "https://flare.dev/problems/";

    static Problem of(HttpStatus status, String code, String detail, @Nullable String field) {
        return of(status, code, detail, field, null);
    }

    private static Problem of(
            HttpStatus status, String code, String detail, @Nullable String field, @Nullable Integer index) {
        String name = code.toLowerCase(Locale.ROOT).replace('_', '-');
        return new Problem(URI.create(TYPES + name), title(name), status.value(), detail, code, field, index);
    }

    /** The problem of a refusal: also for an item within an answer that is not itself a problem. */
    public static Problem of(RefusedException refusal) {
        return of(statusOf(refusal.code()), refusal.code().name(), refusal.detail(), refusal.field(), refusal.index());
    }

    private static String title(String name) {
        String words = name.replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    ResponseEntity<Problem> toResponse() {
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setCacheControl("no-store");
        if (status == 429 || status == 503) {
            headers.set(HttpHeaders.RETRY_AFTER, "1");
        }
        return new ResponseEntity<>(this, headers, status);
    }

    /** For who answers without Spring's help, in a filter. */
    public void writeTo(HttpServletResponse response) throws IOException {
        ResponseEntity<Problem> entity = toResponse();
        response.setStatus(status);
        entity.getHeaders().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        byte[] body = JSON.writeValueAsBytes(this);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** The status with which a refusal is answered. */
    public static HttpStatus statusOf(RefusalCode code) {
        return switch (code) {
            case MALFORMED, INVALID_FIELD, MISSING_FIELD, UNKNOWN_FIELD, NOT_AT_A_MOMENT -> HttpStatus.BAD_REQUEST;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case METHOD_NOT_ALLOWED -> HttpStatus.METHOD_NOT_ALLOWED;
            case NOT_ACCEPTABLE -> HttpStatus.NOT_ACCEPTABLE;
            case UNSUPPORTED_MEDIA_TYPE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
            case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
            case TOO_SLOW -> HttpStatus.REQUEST_TIMEOUT;
            case IDEMPOTENCY_MISMATCH,
                    ALREADY_EXISTS,
                    ALREADY_REVERSED,
                    NOT_STARTED,
                    CONTRADICTION,
                    TX_HALTED,
                    NOT_POSSIBLE_NOW,
                    HOLD_CAPTURED,
                    HOLD_VOIDED,
                    HOLD_EXPIRED,
                    CONFLICT -> HttpStatus.CONFLICT;
            case INSUFFICIENT_FUNDS,
                    ACCOUNT_FROZEN,
                    ACCOUNT_NOT_FROZEN,
                    ACCOUNT_CLOSED,
                    ACCOUNT_NOT_EMPTY,
                    NOT_REVERSIBLE,
                    MIXED_REGIONS,
                    CURRENCY_MISMATCH,
                    SAME_ACCOUNT,
                    RESERVED_ACCOUNT,
                    AMOUNT_OVERFLOW,
                    INTAKE_STOPPED -> HttpStatus.UNPROCESSABLE_CONTENT;
            case OVERLOADED -> HttpStatus.TOO_MANY_REQUESTS;
            case VIEW_BEHIND, UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    }
}
