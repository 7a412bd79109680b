package dev.flare.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers that do the same thing over and over, each as soon as it is done with the last. */
public final class Load {

    /** What one caller does; made once for each of them. */
    public interface Caller extends AutoCloseable {
        void call() throws Exception;

        @Override
        void close() throws Exception;
    }

    /** Makes a caller. */
    public interface Callers {
        Caller make(int number) throws Exception;
    }

    private static final int SYSTEM_THREADS_MAX = 64;

    private Load() {}

    /** How many calls a second that many callers complete, after a time of warming up that does not count. */
    public static double perSecond(int callers, Duration warmUp, Duration measured, Callers make) throws Exception {
        return perSecond(callers, threads(callers), warmUp, measured, make);
    }

    /** The same on virtual threads, as the callers of a server are. */
    public static double perSecondOnVirtualThreads(int callers, Duration warmUp, Duration measured, Callers make)
            throws Exception {
        return perSecond(callers, Executors.newVirtualThreadPerTaskExecutor(), warmUp, measured, make);
    }

    private static double perSecond(
            int callers, ExecutorService threads, Duration warmUp, Duration measured, Callers make) throws Exception {
        long start = System.nanoTime() + warmUp.toNanos();
        long end = start + measured.toNanos();
        long calls = 0;
        for (long count : inParallel(callers, threads, make, caller -> countUntil(caller, start, end))) {
            calls += count;
        }
        return calls / (measured.toNanos() / 1e9);
    }

    /** Each caller makes its share of the calls. */
    public static void times(int callers, int calls, Callers make) throws Exception {
        inParallel(callers, threads(callers), make, caller -> {
            for (int i = 0; i < calls / callers; i++) {
                caller.call();
            }
            return 0L;
        });
    }

    private static long countUntil(Caller caller, long start, long end) throws Exception {
        long calls = 0;
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            caller.call();
            calls += now >= start ? 1 : 0;
        }
        return calls;
    }

    private interface Work {
        long run(Caller caller) throws Exception;
    }

    private static List<Long> inParallel(int callers, ExecutorService executor, Callers make, Work work)
            throws Exception {
        try (ExecutorService threads = executor) {
            List<Callable<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int number = i;
                tasks.add(() -> {
                    try (Caller caller = make.make(number)) {
                        return work.run(caller);
                    }
                });
            }
            List<Long> results = new ArrayList<>();
            for (Future<Long> done : threads.invokeAll(tasks)) {
                results.add(get(done));
            }
            return results;
        }
    }

    /** As many as a few connections have are threads of the system; more are virtual ones, as a server would have them. */
    private static ExecutorService threads(int callers) {
        return callers > SYSTEM_THREADS_MAX
                ? Executors.newVirtualThreadPerTaskExecutor()
                : Executors.newFixedThreadPool(callers);
    }

    private static long get(Future<Long> done) throws Exception {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
