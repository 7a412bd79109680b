package dev.flare.integration.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Things done at the same time. */
public final class Together {

    private Together() {}

    /** What each of {@code number} clients came back with, in the order of their numbers, counted from 0. */
    public static <T> List<T> clients(int number, Duration atMost, IntFunction<T> client) {
        try (Running<T> running = start(number, client)) {
            return running.await(atMost);
        }
    }

    public static <T> Running<T> start(int number, IntFunction<T> client) {
        return new Running<>(number, client);
    }

    /** Clients under way. */
    public static final class Running<T> implements AutoCloseable {

        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final List<Future<T>> results = new ArrayList<>();

        private Running(int number, IntFunction<T> client) {
            for (int i = 0; i < number; i++) {
                int one = i;
                Callable<T> task = () -> client.apply(one);
                results.add(threads.submit(task));
            }
        }

        public List<T> await(Duration atMost) {
            long end = System.nanoTime() + atMost.toNanos();
            List<T> all = new ArrayList<>();
            for (Future<T> result : results) {
                all.add(await(result, end - System.nanoTime()));
            }
            return all;
        }

        private static <T> T await(Future<T> result, long nanos) {
            try {
                return result.get(Math.max(1, nanos), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError("a client failed", e.getCause());
            } catch (InterruptedException | TimeoutException e) {
                throw new AssertionError("clients are not done in time", e);
            }
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
