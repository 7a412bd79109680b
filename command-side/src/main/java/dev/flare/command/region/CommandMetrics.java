package dev.flare.command.region;

import dev.flare.command.execution.Outcome;
import dev.flare.eventstore.metrics.EventStoreMetrics;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.shared.RefusedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** How long commands take and what becomes of them: accepted, repeated, nothing to do, or the code of the refusal. */
public final class CommandMetrics {

    private record Key(Class<?> command, String outcome) {}

    private final MeterRegistry meters;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

    public CommandMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    Outcome measure(LedgerCommand command, Supplier<Outcome> execution) {
        return measure(command, execution, CommandMetrics::word);
    }

    Optional<Outcome> measureStep(LedgerCommand step, Supplier<Optional<Outcome>> execution) {
        return measure(step, execution, done -> done.map(CommandMetrics::word).orElse("nothing"));
    }

    private static String word(Outcome done) {
        return done.repeated() ? "repeated" : "accepted";
    }

    private <T> T measure(LedgerCommand command, Supplier<T> execution, Function<T, String> word) {
        long began = System.nanoTime();
        String outcome = "FAILED";
        try {
            T done = execution.get();
            outcome = word.apply(done);
            return done;
        } catch (RefusedException refusal) {
            outcome = refusal.code().name();
            throw refusal;
        } finally {
            timers.computeIfAbsent(new Key(command.getClass(), outcome), this::timer)
                    .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        }
    }

    private Timer timer(Key key) {
        return Timer.builder("flare.command")
                .description("a command, from its decision to its answer")
                .tag("command", key.command().getSimpleName())
                .tag("outcome", key.outcome())
                .serviceLevelObjectives(EventStoreMetrics.LATENCIES.toArray(Duration[]::new))
                .register(meters);
    }
}
