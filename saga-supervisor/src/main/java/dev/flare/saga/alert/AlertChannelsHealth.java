package dev.flare.saga.alert;

import dev.flare.saga.work.Work;
import dev.flare.saga.work.Worker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down while a channel keeps failing. Not part of readiness: a supervisor that cannot tell of alerts must still take reports,
 * and halt what fails.
 */
public final class AlertChannelsHealth implements HealthIndicator {

    private static final int KEEPS_FAILING = 3;

    private final List<Supplier<Worker.State>> channels;

    public AlertChannelsHealth(List<Supplier<Worker.State>> channels) {
        this.channels = List.copyOf(channels);
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        for (Supplier<Worker.State> channel : channels) {
            Worker.State state = channel.get();
            if (state.failures() >= KEEPS_FAILING) {
                health.down();
            }
            health.withDetail(Work.channel(state.queue()), details(state));
        }
        return health.build();
    }

    private static Map<String, Object> details(Worker.State state) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("heartbeat", state.heartbeat().toString());
        details.put("lastSuccess", String.valueOf(state.lastSuccess()));
        details.put("failures", state.failures());
        if (state.failure() != null) {
            details.put("failure", state.failure());
        }
        return details;
    }
}
