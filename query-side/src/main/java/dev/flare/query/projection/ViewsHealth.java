package dev.flare.query.projection;

import dev.flare.eventstore.Follower;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.query.moment.RegionLogs;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Nothing stops silently: each region's view with its position, lag, heartbeat and failure. */
public final class ViewsHealth implements HealthIndicator {

    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final int KEEPS_FAILING = 3;

    private final Projections projections;
    private final RegionLogs logs;
    private final Clock clock;

    public ViewsHealth(Projections projections, RegionLogs logs, Clock clock) {
        this.projections = projections;
        this.logs = logs;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Map<Region, Follower.State> states = projections.states();
        Health.Builder health = states.values().stream().allMatch(this::isWell) ? Health.up() : Health.down();
        states.forEach((region, state) -> health.withDetail(region.name(), details(region, state)));
        return health.build();
    }

    private boolean isWell(Follower.State state) {
        boolean silent = state.heartbeat().plus(SILENCE).isBefore(clock.instant());
        return !silent && state.failures() < KEEPS_FAILING;
    }

    private Map<String, Object> details(Region region, Follower.State state) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("position", state.position());
        putHead(region, state.position(), details);
        details.put("heartbeat", state.heartbeat().toString());
        details.put("failures", state.failures());
        String failure = state.failure();
        if (failure != null) {
            details.put("failure", failure);
        }
        return details;
    }

    private void putHead(Region region, long position, Map<String, Object> details) {
        try {
            long head = logs.ask(region, reader -> reader.head().position());
            details.put("head", head);
            details.put("lag", Math.max(0, head - Math.max(0, position)));
        } catch (RefusedException e) {
            details.put("head", e.detail());
        }
    }
}
