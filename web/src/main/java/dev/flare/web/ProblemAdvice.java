package dev.flare.web;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** The one place where a failure becomes an answer. */
@RestControllerAdvice
final class ProblemAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Problem> refused(RefusedException refusal) {
        return Problem.of(refusal).toResponse();
    }

    @ExceptionHandler
    ResponseEntity<Problem> unreadable(HttpMessageNotReadableException e) {
        return refused(new RefusedException(RefusalCode.MALFORMED, "the body cannot be read"));
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrongMethod(HttpRequestMethodNotSupportedException e) {
        Set<HttpMethod> supported = Objects.requireNonNullElse(e.getSupportedHttpMethods(), Set.of());
        ResponseEntity<Problem> problem = refused(new RefusedException(
                RefusalCode.METHOD_NOT_ALLOWED, e.getMethod() + " is not one of " + supported + " here"));
        return ResponseEntity.status(problem.getStatusCode())
                .headers(problem.getHeaders())
                .allow(supported.toArray(HttpMethod[]::new))
                .body(problem.getBody());
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrongMediaType(HttpMediaTypeNotSupportedException e) {
        return refused(
                new RefusedException(RefusalCode.UNSUPPORTED_MEDIA_TYPE, "send application/json", "Content-Type"));
    }

    @ExceptionHandler
    ResponseEntity<Problem> notAcceptable(HttpMediaTypeNotAcceptableException e) {
        return refused(new RefusedException(RefusalCode.NOT_ACCEPTABLE, "answers are application/json", "Accept"));
    }

    @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
    ResponseEntity<Problem> noSuchPath(Exception e) {
        return refused(new RefusedException(RefusalCode.NOT_FOUND, "there is nothing at this path"));
    }

    @ExceptionHandler
    ResponseEntity<Problem> missing(MissingServletRequestParameterException e) {
        return refused(new RefusedException(
                RefusalCode.MISSING_FIELD, e.getParameterName() + " is required", e.getParameterName()));
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrongType(MethodArgumentTypeMismatchException e) {
        return refused(RefusedException.invalid(e.getName(), e.getName() + " has the wrong form"));
    }

    /** A database that does not answer is nobody's mistake and passes; anything else is ours. */
    @ExceptionHandler
    ResponseEntity<Problem> unforeseen(Exception e) {
        if (isUnavailable(e)) {
            LOG.atWarn().setCause(e).log("something that is needed does not answer");
            return refused(new RefusedException(
                    RefusalCode.UNAVAILABLE, "something that is needed does not answer; try again shortly"));
        }
        LOG.atError().setCause(e).log("a request failed for a reason that nobody foresaw");
        return Problem.of(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "INTERNAL",
                        "the server failed; quote the correlation id when you report it",
                        null)
                .toResponse();
    }

    private static boolean isUnavailable(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException || (cause instanceof SQLException sql && DatabaseAway.isWhy(sql))) {
                return true;
            }
        }
        return false;
    }
}
