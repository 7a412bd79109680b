package dev.flare.query.ask;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.messaging.queryhandling.QueryExecutionException;
import org.axonframework.messaging.queryhandling.gateway.QueryGateway;

/** Asks the query gateway and waits for the answer, but never for ever. */
public final class Questions {

    private final QueryGateway gateway;
    private final Duration deadline;

    Questions(QueryGateway gateway, Duration deadline) {
        this.gateway = gateway;
        this.deadline = deadline;
    }

    /** The answer; what the one who answers throws is thrown here. */
    public <R> R ask(Object query, Class<? super R> type) {
        CompletableFuture<? super R> future = gateway.query(query, type);
        try {
            @SuppressWarnings("unchecked") // the type of the answer is the one that its handler declares
            R answer = (R) future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return Objects.requireNonNull(answer, () -> "no answer to " + query);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new RefusedException(RefusalCode.UNAVAILABLE, "there was no answer within " + deadline);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(RefusalCode.UNAVAILABLE, "the query side is stopping");
        }
    }

    /** The framework wraps what is thrown, once or more. */
    private static RuntimeException unwrapped(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof RuntimeException found && !isWrapper(cause)) {
                return found;
            }
        }
        return new IllegalStateException(thrown);
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof CompletionException || thrown instanceof QueryExecutionException;
    }
}
