package dev.flare.eventstore.relay;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.StoredEvent;
import dev.flare.eventstore.support.TestKafka;
import dev.flare.eventstore.support.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A log of a test's own, its topic, and relays between them that have the rights they need and no others. */
final class RelayedLog implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final TestKafka kafka;
    final String region = TestPostgres.newDatabase();
    final String topic = Relay.TOPICS + region;
    final HikariDataSource owner = TestPostgres.owner().open(region, "owner-" + region, 4);
    final EventStore store;
    private final PostgresServer server;

    RelayedLog(TestKafka kafka) {
        this.kafka = kafka;
        EventStoreSchema.migrate(owner);
        RelaySchema.migrate(owner);
        this.server = TestPostgres.as("test_relay", "flare_read", RelaySchema.GROUP);
        this.store = EventStore.open(owner, region, EventStoreSettings.defaults(), Clock.systemUTC());
    }

    HikariDataSource pool() {
        HikariDataSource pool = server.openLog(region, "relay-" + region, 4);
        pool.setConnectionTimeout(1_000);
        return pool;
    }

    Relay relay() {
        return relay(PATIENCE);
    }

    Relay relay(Duration patience) {
        return new Relay(region, pool(), kafka.connection(), patience, Clock.systemUTC()).start();
    }

    void append(int events) {
        append(IntStream.range(0, events)
                .mapToObj(number -> event("{\"number\":" + number + "}"))
                .toList());
    }

    void append(List<NewEvent> events) {
        try {
            store.append(events, List.of()).get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static NewEvent event(String payload) {
        return new NewEvent(UUID.randomUUID(), "test.Happened", "1", List.of("about=this"), payload);
    }

    long head() {
        return new EventReader(owner).head().position();
    }

    List<StoredEvent> events() {
        return new EventReader(owner).after(0, Integer.MAX_VALUE);
    }

    /** Up to where the relays say that everything is in Kafka. */
    long stored() {
        return number("SELECT coalesce(max(position), 0) FROM relayed");
    }

    long number(String sql) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    void execute(String sql) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Every record of the topic, as they are. */
    List<ConsumerRecord<byte[], byte[]>> records() {
        return kafka.read(topic);
    }

    /** The positions that a consumer sees who drops what is not behind the last one. */
    List<Long> seen() {
        List<Long> seen = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records()) {
            long position = position(record);
            if (seen.isEmpty() || position > seen.getLast()) {
                seen.add(position);
            }
        }
        return seen;
    }

    /** What such a consumer must have seen. */
    List<Long> all() {
        return LongStream.rangeClosed(1, head()).boxed().toList();
    }

    static long position(ConsumerRecord<byte[], byte[]> record) {
        return Long.parseLong(TestKafka.headers(record).get("position"));
    }

    @Override
    public void close() {
        store.close();
        owner.close();
    }
}
