package dev.flare.eventstore.relay;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.Follower;
import dev.flare.eventstore.StoredEvent;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step through a log: events go to Kafka in the order of their positions, and the position moves when Kafka has acknowledged
 * them. Who is killed in between publishes the same events again. While another relay is at work, a step does nothing.
 */
final class RelayLog implements Follower.Step, AutoCloseable {

    /** How much is done before the position moves: enough that waiting for the last acknowledgement costs nothing. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private static final int EVENTS_AT_ONCE = 2_000;
    private static final long CHARACTERS_AT_ONCE = 4 * 1024 * 1024;

    /** All of the log, for whoever begins to read it later, and events of any size that a command can make. */
    private static final Map<String, String> TOPIC_SETTINGS = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.RETENTION_MS_CONFIG,
            "-1",
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            String.valueOf(8 * 1024 * 1024));

    private static final int FIRST_PARTITION = 0;
    private static final Logger LOG = LoggerFactory.getLogger(RelayLog.class);

    private final String topic;
    private final EventReader log;
    private final DataSource database;
    private final KafkaConnection kafka;
    private final Duration patience;
    private final ExecutorService ahead;
    private volatile @Nullable OrderedPublisher publisher;

    RelayLog(String topic, DataSource database, KafkaConnection kafka, Duration patience) {
        this.topic = topic;
        this.log = new EventReader(database);
        this.database = database;
        this.kafka = kafka;
        this.patience = patience;
        this.ahead = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("relay-reads-" + topic).factory());
    }

    @Override
    public Follower.Progress take() throws Exception {
        boolean isNew = publisher == null;
        OrderedPublisher open = publisher();
        boolean done = false;
        try {
            Follower.Progress progress = take(open, isNew);
            done = true;
            return progress;
        } finally {
            if (!done) {
                // What is on its way may be behind the position that was stored, and that is where the next one begins.
                endPublisher();
            }
        }
    }

    private OrderedPublisher publisher() throws IOException, InterruptedException {
        OrderedPublisher open = publisher;
        if (open == null) {
            try (Topics topics = topics()) {
                topics.make(topic, 1, TOPIC_SETTINGS);
            }
            open = new OrderedPublisher(kafka, topic, patience);
            publisher = open;
        }
        return open;
    }

    private Topics topics() {
        return new Topics(kafka, "flare-relay-topics-" + topic, patience);
    }

    private Follower.Progress take(OrderedPublisher open, boolean isNew) throws Exception {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                OptionalLong stored = RelayedPosition.lock(connection, topic);
                Follower.Progress progress = stored.isPresent()
                        ? relay(connection, stored.getAsLong(), open, isNew)
                        : new Follower.Progress(RelayedPosition.read(connection, topic), false);
                connection.commit();
                return progress;
            } catch (NotPublishedException e) {
                connection.commit(); // what was published before it
                throw e;
            } catch (Exception | Error e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private Follower.Progress relay(Connection connection, long stored, OrderedPublisher open, boolean isNew)
            throws Exception {
        long from = isNew ? whereTopicGoesOn(stored) : stored;
        open.behind(from);
        try {
            boolean more = publish(from, open);
            open.awaitAll();
            RelayedPosition.move(connection, topic, stored, open.acknowledged());
            return new Follower.Progress(open.acknowledged(), more);
        } catch (NotPublishedException e) {
            RelayedPosition.move(connection, topic, stored, open.acknowledged());
            throw e;
        }
    }

    /** Whoever reads a new topic gets the log from its beginning. */
    private long whereTopicGoesOn(long stored) throws IOException, InterruptedException {
        if (stored == 0) {
            return 0;
        }
        try (Topics topics = topics()) {
            if (topics.end(topic) > 0) {
                return stored;
            }
        }
        LOG.warn("{} is empty and was not before: the log is published from its beginning again", topic);
        return 0;
    }

    /** Publishes until the end of the log, or for as long as a step lasts; whether there may be more. */
    private boolean publish(long from, OrderedPublisher open) throws Exception {
        long until = System.nanoTime() + STEP.toNanos();
        long position = from;
        Future<List<StoredEvent>> next = read(position);
        try {
            while (true) {
                List<StoredEvent> events = result(next);
                if (events.isEmpty()) {
                    return false;
                }
                boolean goesOn = System.nanoTime() < until;
                if (goesOn) {
                    // The database is at work while these are sent.
                    next = read(events.getLast().position());
                }
                position = publish(events, from, position, open);
                if (!goesOn || position < events.getLast().position()) {
                    return true;
                }
            }
        } finally {
            next.cancel(false);
        }
    }

    private Future<List<StoredEvent>> read(long after) {
        return ahead.submit(() -> log.after(after, EVENTS_AT_ONCE, CHARACTERS_AT_ONCE));
    }

    private static List<StoredEvent> result(Future<List<StoredEvent>> read) throws Exception {
        try {
            return read.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    /** Publishes as long as they follow each other; up to where. */
    private long publish(List<StoredEvent> events, long from, long behind, OrderedPublisher open)
            throws NotPublishedException {
        long position = behind;
        for (StoredEvent event : events) {
            if (event.position() != position + 1) {
                refuseGap(from, position, event);
                return position;
            }
            position = event.position();
            open.publish(position, EventRecord.of(event, topic, FIRST_PARTITION));
        }
        return position;
    }

    /** The store promises that there is none. What comes before it is published first; the next step begins with it. */
    private void refuseGap(long from, long position, StoredEvent event) {
        if (position == from) {
            throw new IllegalStateException(
                    "the log of " + topic + " has a gap: " + event.position() + " follows " + position);
        }
    }

    @Override
    public void close() {
        endPublisher();
        ahead.shutdownNow();
    }

    private void endPublisher() {
        OrderedPublisher open = publisher;
        publisher = null;
        if (open != null) {
            open.close();
        }
    }
}
