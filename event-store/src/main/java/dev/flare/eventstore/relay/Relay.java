package dev.flare.eventstore.relay;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.Follower;
import dev.flare.eventstore.LogWatch;
import java.time.Clock;
import java.time.Duration;

/**
 * One region's log on its way to Kafka: every event, in the order of the positions, at least once. Whoever reads the topic and
 * drops a record whose position is not larger than the last one sees each event once, in order and without a gap, whatever
 * is killed when and however many relays there are.
 *
 * <p>It never stops: while Kafka or the database is away, it tries again with pauses. It passes nothing over: what Kafka does
 * not take holds up what comes after it, and shows in {@link #state()} and in the log at ERROR.
 */
public final class Relay implements AutoCloseable {

    /** What comes before the region in the name of its topic. */
    public static final String TOPICS = "flare.events.";

    private final String region;
    private final HikariDataSource pool;
    private final RelayLog step;
    private final Arrivals arrivals;
    private final Follower follower;
    private final LogWatch watch;

    Relay(String region, HikariDataSource pool, KafkaConnection kafka, Duration patience, Clock clock) {
        this.region = region;
        this.pool = pool;
        this.step = new RelayLog(TOPICS + region, pool, kafka, patience);
        this.arrivals = new Arrivals(pool, "relay-" + region);
        this.follower = new Follower("relay-" + region, step, arrivals, clock);
        this.watch = new LogWatch(
                "relay-" + region, new EventReader(pool), () -> follower.state().position(), clock);
    }

    Relay start() {
        follower.start();
        watch.start();
        return this;
    }

    public String region() {
        return region;
    }

    /** How it fares. Asks nobody. */
    public Follower.State state() {
        return follower.state();
    }

    /** What was last seen of the log's end. Asks nobody. */
    public LogWatch.Seen seen() {
        return watch.seen();
    }

    void measuredBy(Object meters) {
        pool.setMetricRegistry(meters);
    }

    @Override
    public void close() {
        watch.close();
        follower.close();
        step.close();
        arrivals.close();
        pool.close();
    }
}
