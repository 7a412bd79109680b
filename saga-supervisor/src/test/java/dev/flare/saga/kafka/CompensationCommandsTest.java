package dev.flare.saga.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.eventstore.support.JsonSchema;
import dev.flare.eventstore.support.TestKafka;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.saga.callback.Callbacks;
import dev.flare.saga.callback.ParticipantCalls;
import dev.flare.saga.lists.FollowTransactions;
import dev.flare.saga.read.TransactionReader;
import dev.flare.saga.run.OwnLog;
import dev.flare.saga.run.Workers;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.Status;
import dev.flare.saga.work.Work;
import dev.flare.saga.work.WorkSignal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A participant without a URL is asked by Kafka to undo its work, until it says that it has; alerts go out on the way. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CompensationCommandsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Clock CLOCK = Clock.systemUTC();

    private final TestKafka kafka = TestKafka.shared();
    private final SupervisedByKafka all = new SupervisedByKafka(kafka);
    private final String id = "order-" + UUID.randomUUID();

    @AfterEach
    void close() {
        all.close();
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return kafka.read(topic).stream()
                .filter(record -> id.equals(new String(record.key(), StandardCharsets.UTF_8)))
                .toList();
    }

    private static String value(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    @Test
    void it_is_asked_at_once_and_again_after_its_deadline_and_its_report_ends_it() {
        WorkSignal signal = new WorkSignal();
        Work.Means means = new Work.Means(List.of("kafka"), true);
        try (SupervisedByKafka.Process intake = all.start();
                Sender sender = new Sender(all.settings.connection());
                Callbacks callbacks = new Callbacks();
                OwnLog own =
                        new OwnLog(all.log, new FollowTransactions(all.log, all.log.tables(), means, signal), CLOCK);
                Workers workers = new Workers(
                                all.supervision(),
                                new TransactionReader(all.log.reader()),
                                new ParticipantCalls(callbacks, Optional.of(new CompensationCommands(sender))),
                                List.of(new KafkaChannel(sender)),
                                all.log.tables(),
                                signal,
                                CLOCK)
                        .start()) {
            await().atMost(LONG).until(() -> intake.intake.seen().work().partitions() == 4);
            all.register(
                    id,
                    OnFailure.COMPENSATE,
                    new EnlistedParticipant("a.one", List.of(), Duration.ofSeconds(1), null, null),
                    new EnlistedParticipant("b.two", List.of(), Duration.ofMinutes(5), null, null));
            all.report(id, "a.one", "STARTED");
            all.report(id, "b.two", "FAILED");
            await().atMost(LONG).until(() -> records(CompensationCommands.TOPIC).size() > 1);
            await().atMost(LONG)
                    .until(() -> all.transaction(id)
                                    .lastAlert()
                                    .map(Alert::escalations)
                                    .orElse(0)
                            == 1);
            all.report(id, "a.one", "COMPENSATED");
            await().atMost(LONG).until(() -> all.transaction(id).status() == Status.COMPENSATED);
            await().atMost(LONG).until(() -> records(KafkaChannel.TOPIC).size() == 2);
        }
        commandsAreAsDescribed();
        alertsAreAsDescribed();
    }

    private void commandsAreAsDescribed() {
        JsonSchema schema = JsonSchema.packaged("/dev/flare/saga/schemas/flare.participant-commands.json");
        String alertId = all.transaction(id).lastAlert().map(Alert::id).orElseThrow();
        List<ConsumerRecord<byte[], byte[]>> commands = records(CompensationCommands.TOPIC);
        for (int i = 0; i < commands.size(); i++) {
            JsonNode command = JsonMapper.shared().readTree(value(commands.get(i)));
            assertThat(schema.errors(command.toString())).isEmpty();
            assertThat(command.path("command").stringValue()).isEqualTo("COMPENSATE");
            assertThat(command.path("participant").stringValue()).isEqualTo("a.one");
            assertThat(command.path("alertId").stringValue()).isEqualTo(alertId);
            assertThat(command.path("attempt").intValue()).isEqualTo(i + 1);
        }
    }

    private void alertsAreAsDescribed() {
        JsonSchema schema = JsonSchema.packaged("/dev/flare/saga/schemas/flare.alerts.json");
        String alertId = all.transaction(id).lastAlert().map(Alert::id).orElseThrow();
        assertThat(records(KafkaChannel.TOPIC)).allSatisfy(record -> {
            assertThat(schema.errors(value(record))).isEmpty();
            assertThat(TestKafka.headers(record)).containsEntry("alertId", alertId);
        });
        assertThat(records(KafkaChannel.TOPIC).stream().map(record -> JsonMapper.shared()
                        .readTree(value(record))
                        .path("escalations")
                        .intValue()))
                .containsExactly(0, 1);
    }
}
