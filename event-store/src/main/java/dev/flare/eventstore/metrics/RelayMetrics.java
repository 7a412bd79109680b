package dev.flare.eventstore.metrics;

import dev.flare.eventstore.relay.Relays;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;

/** Relays in numbers: those of {@link FollowerMetrics} for each region, with {@code relay} as the follower. */
public final class RelayMetrics implements MeterBinder {

    private final Relays relays;
    private final Clock clock;

    public RelayMetrics(Relays relays, Clock clock) {
        this.relays = relays;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        relays.measuredBy(meters);
        relays.each().forEach(relay -> new FollowerMetrics("relay", relay.region(), relay::state, relay::seen, clock)
                .bindTo(meters));
    }
}
