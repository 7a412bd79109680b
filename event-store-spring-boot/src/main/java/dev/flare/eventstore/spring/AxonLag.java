package dev.flare.eventstore.spring;

import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.LogWatch;
import dev.flare.eventstore.axon.PostgresEventStorageEngine;
import dev.flare.eventstore.axon.tokens.PostgresTokenStore;
import dev.flare.eventstore.metrics.StreamMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** How far Axon's open streams, and the event processors that are watched, are behind the log. Looks once a second. */
final class AxonLag implements MeterBinder, AutoCloseable {

    private static final String STREAMS = "streams";

    private final List<LogWatch> watches = new ArrayList<>();
    private final List<StreamMetrics> metrics = new ArrayList<>();
    private final EventStore store;
    private final String region;
    private final Clock clock;

    AxonLag(
            EventStore store,
            PostgresEventStorageEngine engine,
            PostgresTokenStore tokens,
            EventStoreProperties properties,
            Clock clock) {
        this.store = store;
        this.region = properties.name();
        this.clock = clock;
        watch(STREAMS, engine::slowestStream);
        properties.tokens().watched().forEach(processor -> watch(processor, () -> tokens.position(processor)));
    }

    private void watch(String follower, LongSupplier taken) {
        Taken seen = new Taken(taken);
        LogWatch watch = new LogWatch("lag-" + follower, store.reader(), seen::look, clock).start();
        watches.add(watch);
        metrics.add(new StreamMetrics(follower, region, seen::last, watch::seen, clock));
    }

    /** What the last look found: whoever asks for numbers asks no database. */
    private static final class Taken {

        private final LongSupplier taken;
        private volatile long last = -1;

        Taken(LongSupplier taken) {
            this.taken = taken;
        }

        long look() {
            last = taken.getAsLong();
            return last;
        }

        long last() {
            return last;
        }
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        metrics.forEach(each -> each.bindTo(meters));
    }

    @Override
    public void close() {
        watches.forEach(LogWatch::close);
    }
}
