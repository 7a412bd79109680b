package dev.flare.saga.canary;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Canaries in numbers: how long ago one came through ({@code flare.canary.age.seconds}), how long after its deadline its alert was
 * raised ({@code flare.canary.alert}) and a channel had taken it ({@code flare.canary.delivery}), and how many came through or did not
 * ({@code flare.canary.rounds}). A canary is counted by the process that ended it.
 */
final class CanaryMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(30)
    };

    private final MeterRegistry meters;
    private final List<String> channels;
    private final Timer alert;
    private final Counter through;
    private final Counter missed;

    CanaryMetrics(MeterRegistry meters, List<String> channels, Supplier<Duration> age) {
        this.meters = meters;
        this.channels = channels;
        this.alert = Timer.builder("flare.canary.alert")
                .description("from a canary's missed deadline to its alert")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
        this.through = rounds("through");
        this.missed = rounds("missed");
        channels.forEach(this::delivery);
        Gauge.builder("flare.canary.age.seconds", () -> age.get().toMillis() / 1e3)
                .description("since a canary last came through")
                .register(meters);
    }

    private Counter rounds(String end) {
        return Counter.builder("flare.canary.rounds")
                .description("canaries that were ended")
                .tag("end", end)
                .register(meters);
    }

    private Timer delivery(String channel) {
        return Timer.builder("flare.canary.delivery")
                .description("from a canary's missed deadline to a channel's having taken its alert")
                .tag("channel", channel)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    void ended(Round round) {
        (round.missing().isEmpty() ? through : missed).increment();
        round.toAlert().ifPresent(alert::record);
        for (String channel : channels) {
            round.toChannel(channel).ifPresent(delivery(channel)::record);
        }
    }
}
