package dev.flare.integration.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.eventstore.support.TestKafka;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole Flare with a real broker beside it: events out, reports in, alerts out. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class KafkaTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TestKafka KAFKA = TestKafka.shared();

    private static Flare flare;

    @BeforeAll
    static void start() {
        flare = Flare.start(
                Map.of("FLARE_KAFKA_BOOTSTRAP_SERVERS", KAFKA.connection().bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        flare.close();
    }

    @Test
    void every_event_is_there_in_its_order_also_when_flare_was_killed_in_between() {
        Bank bank = flare.bank();
        String account = bank.openWith("us", 100);
        for (int i = 0; i < 50; i++) {
            bank.deposit(account, 1).expect(201);
        }
        flare.kill();
        flare.up();
        bank.deposit(account, 1).expect(201);
        long head = bank.head("us");

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(positions("flare.events.us"))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, head).boxed().toList()));
    }

    /** What a consumer has that drops the positions that it has seen. */
    private static List<Long> positions(String topic) {
        List<Long> taken = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> one : KAFKA.read(topic)) {
            long position = Long.parseLong(TestKafka.headers(one).get("position"));
            if (taken.isEmpty() || position > taken.getLast()) {
                taken.add(position);
            }
        }
        return taken;
    }

    @Test
    void participants_report_over_kafka_and_alerts_are_there_too() {
        String good = register();
        String bad = register();
        report(good, "STARTED");
        report(good, "COMPLETED");
        report(bad, "STARTED");
        report(bad, "FAILED");

        awaitStatus(good, "COMPLETED");
        awaitStatus(bad, "HALTED");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(alerted()).contains(bad).doesNotContain(good));
    }

    private static TreeSet<String> alerted() {
        TreeSet<String> transactions = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> one : KAFKA.read("flare.alerts")) {
            JsonNode alert = JSON.readTree(new String(one.value(), StandardCharsets.UTF_8));
            transactions.add(alert.required("transactionId").stringValue());
        }
        return transactions;
    }

    private static String register() {
        String id = Bank.unique("over-kafka");
        flare.api()
                .post(
                        "/api/transactions",
                        Map.of(
                                "transactionId",
                                id,
                                "type",
                                "kafka",
                                "participants",
                                List.of(Map.of("name", "billing.invoices", "deadline", "PT60S"))))
                .expect(201);
        return id;
    }

    private static void report(String transaction, String state) {
        String value = JSON.writeValueAsString(
                Map.of("transactionId", transaction, "participant", "billing.invoices", "state", state));
        try (KafkaProducer<byte[], byte[]> producer = KAFKA.producer()) {
            producer.send(TestKafka.record("flare.participants", transaction, value));
        }
    }

    private static void awaitStatus(String id, String status) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        flare.api().get("/api/transactions/" + id).text("status"))
                .isEqualTo(status));
    }
}
