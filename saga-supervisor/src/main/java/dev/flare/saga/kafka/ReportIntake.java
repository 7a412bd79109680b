package dev.flare.saga.kafka;

import dev.flare.eventstore.relay.Topics;
import dev.flare.saga.supervision.Supervision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes participants' reports from {@value #TOPIC}. Those of one transaction in their order, those of different ones at once, so
 * that they share commits; any number of supervisors share the partitions. An offset is committed when everything before it was
 * decided and is durable: who is killed leaves the rest to others, and what is decided twice changes nothing.
 */
public final class ReportIntake implements AutoCloseable {

    public static final String TOPIC = "flare.participants";

    /** So many records are in memory at once, whatever waits in the topic. */
    private static final int IN_WORK_MAX = 1_000;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long another supervisor waits for what this one is just deciding. */
    private static final Duration HANDING_OVER = Duration.ofSeconds(2);

    private static final Duration BETWEEN_COMMITS = Duration.ofMillis(100);
    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(5);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private static final Logger LOG = LoggerFactory.getLogger(ReportIntake.class);

    /** What came in and what became of it, since this supervisor began. */
    record Numbers(LongAdder decided, LongAdder parked) {}

    private final KafkaSettings settings;
    private final ParkedReports parked;
    private final IntakeState state;
    private final Desk desk;
    private final Numbers numbers = new Numbers(new LongAdder(), new LongAdder());
    private final Map<TopicPartition, Taken> taken = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> lanes = new ConcurrentHashMap<>();
    private final AtomicInteger inWork = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread thread;
    private long committedAt = System.nanoTime();
    private long countedAt = System.nanoTime() - BETWEEN_COUNTS.toNanos();
    private volatile boolean subscribed;
    private volatile boolean closed;

    ReportIntake(KafkaSettings settings, Supervision supervision, ParkedReports parked, Clock clock) {
        this.settings = settings;
        this.parked = parked;
        this.state = new IntakeState(clock);
        this.desk = new Desk(supervision, parked, settings.overtaking(), clock, state);
        this.thread = Thread.ofPlatform().name("reports").daemon().unstarted(this::run);
    }

    ReportIntake start() {
        thread.start();
        return this;
    }

    IntakeState.Seen seen() {
        return state.seen();
    }

    Numbers numbers() {
        return numbers;
    }

    private void run() {
        try {
            while (!closed) {
                consume();
            }
        } catch (InterruptedException e) {
            LOG.debug("the intake of reports was told to stop");
        }
    }

    /** Whatever goes wrong, it begins again where the last commit was. */
    private void consume() throws InterruptedException {
        try {
            makeTopics();
            try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                consumer.subscribe(List.of(TOPIC), new Partitions(consumer));
                subscribed = true;
                Brokers brokers = new Brokers(consumer);
                while (!closed) {
                    takeSome(consumer);
                    look(consumer, brokers);
                }
                handOver(consumer, List.copyOf(taken.keySet()));
            }
        } catch (InterruptException e) {
            throw new InterruptedException();
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
        } finally {
            subscribed = false;
            taken.values().forEach(Taken::leave);
            taken.clear();
        }
    }

    private void failed(Throwable why) throws InterruptedException {
        IntakeState.Seen before = state.seen();
        boolean known = String.valueOf(why).equals(before.failure());
        state.brokersFailed(String.valueOf(why));
        LOG.atError()
                .setCause(known ? null : why)
                .addKeyValue("failure", String.valueOf(why))
                .addKeyValue("failures", before.failures() + 1)
                .log("reports cannot be taken from Kafka; it is tried again");
        TimeUnit.MILLISECONDS.sleep(
                Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(10, before.failures())));
    }

    private void makeTopics() throws IOException, InterruptedException {
        try (Topics topics = new Topics(settings.connection(), "flare-supervisor-topics", PATIENCE)) {
            topics.make(TOPIC, settings.partitions(), Map.of());
            topics.make(CompensationCommands.TOPIC, settings.partitions(), Map.of());
            topics.make(KafkaChannel.TOPIC, 1, Map.of());
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> usual = Map.of(
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        Map<String, Object> must = Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                settings.group(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                // Who sends reports in the transaction of his own work may take them back.
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                IN_WORK_MAX / 2);
        return new KafkaConsumer<>(
                settings.connection().client("flare-supervisor", usual, must),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private void takeSome(KafkaConsumer<byte[], byte[]> consumer) {
        if (inWork.get() < IN_WORK_MAX / 2) {
            consumer.resume(consumer.paused());
        } else {
            consumer.pause(consumer.assignment());
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            begin(record);
        }
        if (System.nanoTime() - committedAt >= BETWEEN_COMMITS.toNanos()) {
            commit(consumer, taken.keySet());
            committedAt = System.nanoTime();
        }
    }

    private void begin(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        Taken of = taken.computeIfAbsent(partition, its -> new Taken(record.offset()));
        of.began(record.offset());
        inWork.incrementAndGet();
        String lane = lane(record);
        CompletableFuture<Void> before = lanes.getOrDefault(lane, NOTHING);
        CompletableFuture<Void> after = before.thenRunAsync(() -> take(record, of), threads);
        lanes.put(lane, after);
        after.whenComplete((done, why) -> lanes.remove(lane, after));
    }

    /** What has the same lane is taken in its order. */
    private static String lane(ConsumerRecord<byte[], byte[]> record) {
        String partition = record.topic() + "-" + record.partition();
        return record.key() == null
                ? partition + "@" + record.offset()
                : partition + "/" + new String(record.key(), StandardCharsets.ISO_8859_1);
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Taken of) {
        try {
            switch (desk.take(record, of::isElsewhere)) {
                case DECIDED -> {
                    numbers.decided().increment();
                    of.done(record.offset());
                }
                case PARKED -> {
                    numbers.parked().increment();
                    state.parkedOne();
                    of.done(record.offset());
                }
                case LEFT -> LOG.debug("a report is left to another supervisor");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            inWork.decrementAndGet();
        }
    }

    private void commit(KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Taken of = taken.get(partition);
            if (of != null) {
                of.newlyDone().ifPresent(offset -> offsets.put(partition, new OffsetAndMetadata(offset)));
            }
        }
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets, PATIENCE);
        } catch (CommitFailedException | RebalanceInProgressException e) {
            // Then others take these records again, or this one commits them when it has its partitions.
            LOG.debug("a commit came too late: {}", e.getMessage());
            offsets.keySet().forEach(partition -> Objects.requireNonNull(taken.get(partition))
                    .notCommitted());
        }
    }

    /** Lets others go on where this one ends. */
    private void handOver(KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        long deadline = System.nanoTime() + HANDING_OVER.toNanos();
        try {
            for (TopicPartition partition : partitions) {
                Taken of = taken.get(partition);
                if (of != null) {
                    of.awaitDone(deadline);
                }
            }
            commit(consumer, partitions);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave(partitions);
        }
    }

    private void leave(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Taken of = taken.remove(partition);
            if (of != null) {
                of.leave();
            }
        }
    }

    private final class Partitions implements ConsumerRebalanceListener {

        private final KafkaConsumer<byte[], byte[]> consumer;

        Partitions(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            handOver(consumer, partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            leave(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.info("takes reports from {}", partitions);
        }
    }

    /** A consumer says nothing when nobody answers it, but knows how long. */
    private static final class Brokers {

        private final Optional<? extends Metric> heartbeat;
        private final Optional<? extends Metric> lag;

        Brokers(KafkaConsumer<?, ?> consumer) {
            this.heartbeat = metric(consumer, "last-heartbeat-seconds-ago");
            this.lag = metric(consumer, "records-lag-max");
        }

        private static Optional<? extends Metric> metric(KafkaConsumer<?, ?> consumer, String name) {
            return consumer.metrics().entrySet().stream()
                    .filter(one -> one.getKey().name().equals(name))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }

        OptionalLong secondsSilent() {
            return value(heartbeat);
        }

        long lag() {
            return value(lag).orElse(0);
        }

        private static OptionalLong value(Optional<? extends Metric> metric) {
            return metric.filter(one -> one.metricValue() instanceof Number number && number.doubleValue() >= 0)
                    .map(one -> OptionalLong.of(((Number) one.metricValue()).longValue()))
                    .orElse(OptionalLong.empty());
        }
    }

    private void look(KafkaConsumer<byte[], byte[]> consumer, Brokers brokers) {
        brokers.secondsSilent().ifPresent(state::heardOfBrokers);
        state.hasWork(new IntakeState.Load(consumer.assignment().size(), inWork.get(), brokers.lag()));
        if (System.nanoTime() - countedAt >= BETWEEN_COUNTS.toNanos()) {
            countedAt = System.nanoTime();
            threads.execute(this::count);
        }
    }

    private void count() {
        try {
            state.counted(parked.count());
        } catch (SQLException away) {
            LOG.debug("parked reports cannot be counted: {}", away.getMessage());
        }
    }

    /** Ends what is being decided, for a moment; what is left others take. */
    @Override
    public void close() {
        closed = true;
        try {
            if (!subscribed || !thread.join(HANDING_OVER.plusSeconds(3))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}
