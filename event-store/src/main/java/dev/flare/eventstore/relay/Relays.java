package dev.flare.eventstore.relay;

import dev.flare.eventstore.PostgresServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Every region's log on its way to Kafka, each on its own, so that a region that cannot be reached holds up no other. Any number
 * of processes may have them: in each region one works at a time, and another takes over when it is gone.
 */
public final class Relays implements AutoCloseable {

    /** How long Kafka may say nothing before an attempt counts as failed. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** One keeps the position locked, one reads, one listens, one looks how far the log has come. */
    private static final int CONNECTIONS = 4;

    private final List<Relay> relays;

    /**
     * @param server with a database for each region, as a role that belongs to {@link RelaySchema#GROUP} and may read the log
     */
    public Relays(List<String> regions, PostgresServer server, KafkaConnection kafka, Clock clock) {
        this.relays = regions.stream()
                .map(region -> new Relay(
                        region, server.openLog(region, "relay-" + region, CONNECTIONS), kafka, PATIENCE, clock))
                .toList();
    }

    /** Waits neither for the databases nor for Kafka: one that does not answer shows in {@link Relay#state()}. */
    public Relays start() {
        relays.forEach(Relay::start);
        return this;
    }

    /** Each of them, in the order of the regions. */
    public List<Relay> each() {
        return relays;
    }

    /** @param meters where the pools of connections count, a Micrometer registry */
    public void measuredBy(Object meters) {
        relays.forEach(relay -> relay.measuredBy(meters));
    }

    @Override
    public void close() {
        relays.forEach(Relay::close);
    }
}
