package dev.flare.eventstore;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.Assertions;

/** Short words for tests. */
final class Events {

    private Events() {}

    static NewEvent event(String type, String... tags) {
        return event(UUID.randomUUID(), type, tags);
    }

    static NewEvent event(UUID id, String type, String... tags) {
        return new NewEvent(id, type, "1", List.of(tags), "{\"n\": 1}");
    }

    static Criteria tagged(String tag) {
        return Criteria.of(Criterion.tagged(tag));
    }

    static Criteria tagged(String tag, String... types) {
        return Criteria.of(Criterion.tagged(tag, Set.of(types)));
    }

    static AppendCondition none(Criteria criteria, Marker after) {
        return new AppendCondition(criteria, after);
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(60, SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no outcome within 60 s", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a future failed with. */
    static Throwable failure(CompletableFuture<?> future) {
        try {
            future.get(60, SECONDS);
            return Assertions.fail("it should have failed");
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (TimeoutException e) {
            throw new AssertionError("no outcome within 60 s", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
