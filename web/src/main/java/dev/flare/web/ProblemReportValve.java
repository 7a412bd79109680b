package dev.flare.web;

import dev.flare.messages.shared.RefusalCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the server itself refuses, before anything of ours sees it (a path that cannot be decoded, a header that is too long),
 * is a problem like any other. Tomcat makes it by its name, so it is public.
 */
public final class ProblemReportValve extends ErrorReportValve {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemReportValve.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = blamed(response.getStatus());
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            response.setStatus(status);
            write(response, problem(status));
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("nobody waits for the answer any more");
        }
    }

    /** An expectation, a transfer coding or a version of HTTP that nobody knows: mistakes of the client like any other. */
    private static int blamed(int status) {
        return status == 417 || status == 501 || status == 505 ? HttpStatus.BAD_REQUEST.value() : status;
    }

    private static Problem problem(int status) {
        HttpStatus known = Objects.requireNonNullElse(HttpStatus.resolve(status), HttpStatus.BAD_REQUEST);
        return Problem.of(
                known, code(known), "the server cannot accept this request: " + known.getReasonPhrase(), null);
    }

    private static String code(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> RefusalCode.NOT_FOUND.name();
            case METHOD_NOT_ALLOWED -> RefusalCode.METHOD_NOT_ALLOWED.name();
            case CONTENT_TOO_LARGE, REQUEST_HEADER_FIELDS_TOO_LARGE -> RefusalCode.TOO_LARGE.name();
            case REQUEST_TIMEOUT -> RefusalCode.TOO_SLOW.name();
            case SERVICE_UNAVAILABLE -> RefusalCode.UNAVAILABLE.name();
            default -> status.is4xxClientError() ? RefusalCode.MALFORMED.name() : "INTERNAL";
        };
    }

    private static void write(Response response, Problem problem) throws IOException {
        if (response.getHeader(CorrelationId.HEADER) == null) {
            response.setHeader(CorrelationId.HEADER, CorrelationId.fresh());
        }
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.getReporter().write(JSON.writeValueAsString(problem));
        response.finishResponse();
    }
}
