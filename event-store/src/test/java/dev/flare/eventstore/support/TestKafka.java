package dev.flare.eventstore.support;

import dev.flare.eventstore.relay.KafkaConnection;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;

/**
 * A real broker in this very process, which can be stopped and started again with its data and at the same address. One is shared
 * by all tests of a JVM; each takes topics of its own.
 */
public final class TestKafka implements AutoCloseable {

    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final String CLUSTER =
            Base64.getUrlEncoder().withoutPadding().encodeToString("flare-test-kafka".getBytes(StandardCharsets.UTF_8));

    private static final class Holder {
        static final TestKafka SHARED = made();

        private static TestKafka made() {
            try {
                Path directory = Files.createTempDirectory("flare-kafka");
                TestKafka kafka = new TestKafka(directory);
                kafka.start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    kafka.close();
                    delete(directory);
                }));
                return kafka;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Path directory;
    private final int port;
    private final KafkaConfig config;
    private KafkaRaftServer server;

    /** Not started yet: nobody answers at its address. */
    public TestKafka(Path directory) throws IOException {
        this.directory = directory;
        this.port = freePort();
        this.config = new KafkaConfig(properties(freePort()), false);
        format();
    }

    /** The one of all tests. */
    public static TestKafka shared() {
        return Holder.SHARED;
    }

    /** The name of a topic that is not there yet. */
    public static String newTopic() {
        return "topic-" + TOPICS.incrementAndGet();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private Properties properties(int controller) {
        Properties properties = new Properties();
        properties.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controller),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", directory.resolve("logs").toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
                // Else the same broker is not let in again for as long as it may be silent.
                Map.entry("broker.session.timeout.ms", "1000"),
                Map.entry("broker.heartbeat.interval.ms", "200")));
        return properties;
    }

    private void format() throws IOException {
        Path file = directory.resolve("server.properties");
        Properties properties = new Properties();
        properties.putAll(config.originals());
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        String[] arguments = {"format", "-t", CLUSTER, "-c", file.toString()};
        int status = StorageTool.execute(arguments, new PrintStream(PrintStream.nullOutputStream()));
        if (status != 0) {
            throw new IllegalStateException("the broker's directory cannot be formatted: " + status);
        }
    }

    public void start() {
        if (server != null) {
            return;
        }
        server = new KafkaRaftServer(config, Time.SYSTEM);
        server.startup();
    }

    public void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    public KafkaConnection connection() {
        return new KafkaConnection("127.0.0.1:" + port, Optional.empty(), (short) 1);
    }

    public void makeTopic(String topic, int partitions, Map<String, String> settings) {
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
                    .all()
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(topic, e);
        }
    }

    /** What a client needs to find it. */
    public Map<String, Object> client() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", "127.0.0.1:" + port);
        return settings;
    }

    public int partitions(String topic) {
        try (Admin admin = Admin.create(client())) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
        } catch (Exception e) {
            throw new IllegalStateException(topic, e);
        }
    }

    /** For tests that send something, each record at once. */
    public KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = client();
        settings.put("linger.ms", 0);
        settings.put("max.request.size", 4_000_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** All that a topic has, partition by partition. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return readUntil(topic, records -> true);
    }

    /** What a topic has as soon as it is enough; at the latest after 20 s. */
    public List<ConsumerRecord<byte[], byte[]>> readUntil(
            String topic, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        Map<String, Object> settings = client();
        settings.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(one -> new TopicPartition(topic, one.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (System.nanoTime() < until && !(atEnd(consumer, partitions) && enough.test(records))) {
                consumer.poll(Duration.ofMillis(50)).forEach(records::add);
            }
        }
        return records;
    }

    private static boolean atEnd(KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions) {
        return consumer.endOffsets(partitions).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** The headers of a record, as text. */
    public static Map<String, String> headers(ConsumerRecord<?, ?> record) {
        return Stream.of(record.headers().toArray())
                .collect(Collectors.toMap(
                        header -> header.key(), header -> new String(header.value(), StandardCharsets.UTF_8)));
    }

    public static ProducerRecord<byte[], byte[]> record(String topic, String key, String value) {
        return new ProducerRecord<>(topic, bytes(key), bytes(value));
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted((one, other) -> other.compareTo(one))
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
