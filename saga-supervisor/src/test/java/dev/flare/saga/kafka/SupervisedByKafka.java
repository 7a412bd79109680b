package dev.flare.saga.kafka;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.support.TestKafka;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.messages.view.PageRequest;
import dev.flare.saga.SagaSchema;
import dev.flare.saga.read.TransactionReader;
import dev.flare.saga.supervision.Request;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.supervision.SupervisionMetrics;
import dev.flare.saga.supervision.SupervisorLog;
import dev.flare.saga.transaction.RegistrationDecision;
import dev.flare.saga.transaction.Transaction;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Supervisors of one installation, their database, and participants that report by Kafka. */
final class SupervisedByKafka implements AutoCloseable {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final String ROLE = "test_supervisor_kafka";

    private final TestKafka kafka;
    private final long before;
    private final PostgresServer server;
    final KafkaSettings settings;
    final SupervisorLog log;
    final HikariDataSource owner;
    private final KafkaProducer<byte[], byte[]> participants;

    SupervisedByKafka(TestKafka kafka) {
        this.kafka = kafka;
        String prefix = TestPostgres.newDatabase();
        TestPostgres.execute("CREATE DATABASE " + prefix + "_supervisor");
        PostgresServer all = TestPostgres.owner();
        String template = all.urlTemplate().replace("{database}", prefix + "_{database}");
        this.owner = new PostgresServer(template, all.user(), all.password()).open("supervisor", "owner", 2);
        EventStoreSchema.migrate(owner);
        SagaSchema.migrate(owner);
        PostgresServer role = TestPostgres.as(ROLE, "flare_read", "flare_saga");
        this.server = new PostgresServer(template, role.user(), role.password());
        this.settings = new KafkaSettings(kafka.connection(), prefix, 4, Duration.ofSeconds(1));
        this.before = beginAtTheEnd(kafka, prefix);
        this.log = new SupervisorLog(server, PATIENCE, CLOCK, new SimpleMeterRegistry());
        this.participants = kafka.producer();
    }

    /** What other tests have sent is none of its business. */
    private static long beginAtTheEnd(TestKafka kafka, String group) {
        try (Admin admin = Admin.create(kafka.client())) {
            if (!admin.listTopics().names().get().contains(ReportIntake.TOPIC)) {
                kafka.makeTopic(ReportIntake.TOPIC, 4, Map.of("max.message.bytes", "4000000"));
            }
            Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
            for (int i = 0; i < kafka.partitions(ReportIntake.TOPIC); i++) {
                TopicPartition one = new TopicPartition(ReportIntake.TOPIC, i);
                long end = admin.listOffsets(Map.of(one, OffsetSpec.latest()))
                        .partitionResult(one)
                        .get()
                        .offset();
                ends.put(one, new OffsetAndMetadata(end));
            }
            admin.alterConsumerGroupOffsets(group, ends).all().get();
            return ends.values().stream().mapToLong(OffsetAndMetadata::offset).sum();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    Supervision supervision() {
        return supervision(log);
    }

    private static Supervision supervision(SupervisorLog log) {
        return new Supervision(log, PATIENCE, CLOCK, new SupervisionMetrics(new SimpleMeterRegistry()));
    }

    ParkedReports parked() {
        return new ParkedReports(log.tables());
    }

    List<ParkedReports.Parked> parkedOnes() {
        return parked().list(PageRequest.first(100));
    }

    /** One process of several, which can be killed. */
    final class Process implements AutoCloseable {

        final SupervisorLog itsLog = new SupervisorLog(server, PATIENCE, CLOCK, new SimpleMeterRegistry());
        final ReportIntake intake =
                new ReportIntake(settings, supervision(itsLog), new ParkedReports(itsLog.tables()), CLOCK).start();

        /** Nothing of it reaches the database any more, and it commits no offset. */
        void kill() {
            itsLog.close();
            intake.close();
        }

        @Override
        public void close() {
            intake.close();
            itsLog.close();
        }
    }

    Process start() {
        return new Process();
    }

    void register(String id, String... names) {
        register(
                id,
                OnFailure.HOLD,
                Stream.of(names)
                        .map(name -> new EnlistedParticipant(name, List.of(), Duration.ofMinutes(5), null, null))
                        .toArray(EnlistedParticipant[]::new));
    }

    void register(String id, OnFailure onFailure, EnlistedParticipant... participants) {
        TransactionRegistered wanted = new TransactionRegistered(id, "test", onFailure, List.of(participants));
        supervision()
                .register(
                        wanted,
                        given -> RegistrationDecision.decide(given, wanted),
                        new Request("test", null, Map.of()));
    }

    static String value(String id, String participant, String state) {
        return "{\"transactionId\":\"" + id + "\",\"participant\":\"" + participant + "\",\"state\":\"" + state + "\"}";
    }

    void report(String id, String participant, String state) {
        send(id, value(id, participant, state));
    }

    void send(String key, String value) {
        send(TestKafka.record(ReportIntake.TOPIC, key, value));
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        participants.send(record);
    }

    Transaction transaction(String id) {
        return new TransactionReader(log.reader()).now(id);
    }

    /** How many records are committed, of those that this test has sent. */
    long committed() {
        try (Admin admin = Admin.create(kafka.client())) {
            return admin
                            .listConsumerGroupOffsets(settings.group())
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .values()
                            .stream()
                            .mapToLong(OffsetAndMetadata::offset)
                            .sum()
                    - before;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The supervisors' role is not let in any more, and thrown out where it is in. */
    void lockOut() {
        execute("ALTER ROLE " + ROLE + " NOLOGIN");
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + ROLE + "'");
    }

    void letIn() {
        execute("ALTER ROLE " + ROLE + " LOGIN");
    }

    void execute(String sql) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        participants.close(Duration.ZERO);
        log.close();
        owner.close();
    }
}
