package dev.flare.saga.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.eventstore.relay.KafkaConnection;
import dev.flare.eventstore.support.JsonSchema;
import dev.flare.eventstore.support.TestKafka;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.Evidence;
import dev.flare.saga.transaction.Status;
import dev.flare.saga.transaction.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Reports over a real broker into a real database. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportIntakeTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final JsonSchema SCHEMA = JsonSchema.packaged("/dev/flare/saga/schemas/flare.participants.json");

    private final SupervisedByKafka all = new SupervisedByKafka(TestKafka.shared());

    @AfterEach
    void close() {
        all.letIn();
        all.close();
    }

    private void awaitStatus(String id, Status status) {
        await().atMost(LONG).until(() -> all.transaction(id).status() == status);
    }

    private static List<String> ids(int number) {
        return IntStream.range(0, number).mapToObj(i -> "order-" + i).toList();
    }

    private void completes(String id) {
        all.report(id, "a.one", "STARTED");
        all.report(id, "b.two", "STARTED");
        all.report(id, "b.two", "COMPLETED");
        all.report(id, "a.one", "COMPLETED");
    }

    @Test
    void transactions_complete_and_what_was_decided_is_committed() {
        List<String> ids = ids(40);
        ids.forEach(id -> all.register(id, "a.one", "b.two"));
        try (SupervisedByKafka.Process process = all.start()) {
            ids.forEach(this::completes);
            ids.forEach(id -> awaitStatus(id, Status.COMPLETED));
            await().atMost(LONG).until(() -> all.committed() == 160);
            assertThat(process.intake.numbers().decided().sum()).isEqualTo(160);
        }
        assertThat(all.parkedOnes()).isEmpty();
        assertThat(SCHEMA.errors(SupervisedByKafka.value("order-1", "a.one", "STARTED")))
                .isEmpty();
    }

    @Test
    void a_repeat_changes_nothing_and_what_is_refused_is_evidence_and_acknowledged() {
        all.register("order-1", "a.one", "b.two");
        all.register("order-2", "a.one", "b.two");
        try (SupervisedByKafka.Process process = all.start()) {
            completes("order-1");
            awaitStatus("order-1", Status.COMPLETED);
            long events = all.log.reader().head().position();
            completes("order-1");
            await().atMost(LONG).until(() -> all.committed() == 8);
            assertThat(all.log.reader().head().position()).isEqualTo(events);

            all.report("order-2", "a.one", "COMPLETED");
            all.report("order-2", "a.one", "STARTED");
            all.report("order-2", "b.two", "STARTED");
            await().atMost(LONG).until(() -> all.committed() == 11);
        }
        Transaction halted = all.transaction("order-2");
        assertThat(halted.status()).isEqualTo(Status.HALTED);
        assertThat(halted.alerts()).hasSize(1);
        assertThat(halted.lastAlert().map(Alert::evidence).orElseThrow())
                .extracting(Evidence::participant)
                .containsExactly("a.one", "a.one", "b.two");
        assertThat(all.parkedOnes()).isEmpty();
    }

    @Test
    void what_is_no_report_is_parked_with_its_reason_and_holds_up_nobody() {
        all.register("order-1", "a.one", "b.two");
        String good = SupervisedByKafka.value("order-1", "a.one", "STARTED");
        String large = SupervisedByKafka.value("order-1", "a.one", "x".repeat(100_000));
        try (SupervisedByKafka.Process process = all.start()) {
            all.send("order-1", "STARTED");
            all.send("order-1", "[" + good + "]");
            all.send("order-1", good.replace("}", ",\"amount\":1}"));
            all.send("order-1", good.replace("STARTED", "BEGUN"));
            all.send("order-1", good.replace(",\"state\":\"STARTED\"", ""));
            all.send("order-1", good.replace("a.one", "nobody"));
            all.send("order-1", good.replace("a.one", "c.three"));
            all.send("order-1", large);
            all.send("order-1", null);
            all.send(null, good);
            all.send("order-2", good);
            all.send("order-9", good.replace("order-1", "order-9"));
            all.send(new ProducerRecord<>(
                    ReportIntake.TOPIC, "order-1".getBytes(StandardCharsets.UTF_8), new byte[] {0, -1, -2, 0}));
            completes("order-1");
            awaitStatus("order-1", Status.COMPLETED);
            await().atMost(LONG).until(() -> all.committed() == 17);
            assertThat(new ReportIntakeHealth(process.intake, Clock.systemUTC())
                            .health()
                            .getStatus()
                            .getCode())
                    .isEqualTo("UP");
            await().atMost(LONG).until(() -> process.intake.seen().parked() == 13);
        }
        assertThat(all.transaction("order-1").alerts()).isEmpty();
        List<ParkedReports.Parked> parked = all.parkedOnes();
        assertThat(parked)
                .extracting(one -> one.reason().replaceAll(":.*", ""))
                .containsExactlyInAnyOrder(
                        "MALFORMED",
                        "MALFORMED",
                        "MALFORMED",
                        "MALFORMED",
                        "UNKNOWN_FIELD",
                        "INVALID_FIELD",
                        "MISSING_FIELD",
                        "INVALID_FIELD",
                        "NOT_FOUND",
                        "TOO_LARGE",
                        "INVALID_FIELD",
                        "INVALID_FIELD",
                        "NOT_FOUND");
        assertThat(parked).extracting(ParkedReports.Parked::valueBytes).contains(large.length());
        assertThat(parked).allSatisfy(one -> assertThat(one.topic()).isEqualTo(ReportIntake.TOPIC));
        assertThat(SCHEMA.errors(good)).isEmpty();
        for (String bad : List.of(
                "[" + good + "]",
                good.replace("}", ",\"amount\":1}"),
                good.replace("STARTED", "BEGUN"),
                good.replace("a.one", "nobody"))) {
            assertThat(SCHEMA.errors(bad)).isNotEmpty();
        }
    }

    @Test
    void a_report_that_overtakes_its_registration_waits_for_it_a_moment() throws InterruptedException {
        try (SupervisedByKafka.Process process = all.start()) {
            await().atMost(LONG).until(() -> process.intake.seen().work().partitions() == 4);
            completes("order-1");
            await().atMost(LONG).until(() -> process.intake.seen().work().inWork() > 0);
            all.register("order-1", "a.one", "b.two");
            awaitStatus("order-1", Status.COMPLETED);
        }
        assertThat(all.parkedOnes()).isEmpty();
    }

    @Test
    void while_the_database_is_away_reports_wait_and_none_is_passed_over() {
        List<String> ids = ids(10);
        ids.forEach(id -> all.register(id, "a.one", "b.two"));
        try (SupervisedByKafka.Process process = all.start()) {
            completes(ids.getFirst());
            awaitStatus(ids.getFirst(), Status.COMPLETED);
            await().atMost(LONG).until(() -> all.committed() == 4);
            all.lockOut();
            ids.subList(1, 10).forEach(this::completes);
            all.send("order-1", "no report");
            await().atMost(LONG).until(() -> process.intake.seen().failures() >= 3);
            assertThat(new ReportIntakeHealth(process.intake, Clock.systemUTC())
                            .health()
                            .getStatus()
                            .getCode())
                    .isEqualTo("DOWN");
            assertThat(all.committed()).isEqualTo(4);
            all.letIn();
            ids.forEach(id -> awaitStatus(id, Status.COMPLETED));
            await().atMost(LONG).until(() -> all.committed() == 41);
            assertThat(process.intake.seen().failures()).isZero();
        }
        assertThat(all.parkedOnes()).hasSize(1);
    }

    @Test
    void brokers_that_are_away_show() {
        KafkaSettings away = new KafkaSettings(
                new KafkaConnection("127.0.0.1:1", Optional.empty(), KafkaConnection.AS_BROKERS_DO),
                "away",
                1,
                Duration.ofSeconds(1));
        try (ReportIntake intake = new ReportIntake(away, all.supervision(), all.parked(), Clock.systemUTC()).start()) {
            await().atMost(LONG).until(() -> intake.seen().failures() > 0);
            assertThat(intake.seen().failure()).isNotEmpty();
        }
    }

    @Test
    void what_a_killed_supervisor_had_taken_another_one_decides() {
        List<String> ids = ids(30);
        ids.forEach(id -> all.register(id, "a.one", "b.two"));
        try (SupervisedByKafka.Process first = all.start()) {
            ids.subList(0, 15).forEach(this::completes);
            await().atMost(LONG).until(() -> first.intake.numbers().decided().sum() > 10);
            first.kill();
        }
        ids.subList(15, 30).forEach(this::completes);
        assertThat(all.committed()).isLessThan(120);
        try (SupervisedByKafka.Process second = all.start()) {
            ids.forEach(id -> awaitStatus(id, Status.COMPLETED));
            await().atMost(LONG).until(() -> all.committed() == 120);
        }
        assertThat(all.parkedOnes()).isEmpty();
    }

    @Test
    void two_supervisors_share_the_partitions_and_one_goes_on_alone() {
        List<String> ids = ids(30);
        ids.forEach(id -> all.register(id, "a.one", "b.two"));
        try (SupervisedByKafka.Process first = all.start();
                SupervisedByKafka.Process second = all.start()) {
            ids.subList(0, 10).forEach(this::completes);
            await().atMost(LONG)
                    .until(() -> first.intake.seen().work().partitions() == 2
                            && second.intake.seen().work().partitions() == 2);
            ids.subList(10, 20).forEach(this::completes);
            ids.subList(0, 20).forEach(id -> awaitStatus(id, Status.COMPLETED));
            assertThat(first.intake.numbers().decided().sum()).isPositive();
            assertThat(second.intake.numbers().decided().sum()).isPositive();
            first.close();
            ids.subList(20, 30).forEach(this::completes);
            ids.forEach(id -> awaitStatus(id, Status.COMPLETED));
            await().atMost(LONG).until(() -> all.committed() == 120);
        }
        assertThat(all.parkedOnes()).isEmpty();
        assertThat(ids)
                .allSatisfy(id -> assertThat(all.transaction(id).alerts()).isEmpty());
    }
}
