package dev.flare.participant.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.participant.Answer;
import dev.flare.participant.Report;
import dev.flare.participant.ReportedState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KafkaReportsTest {

    private static final Report STARTED = new Report("t-1", "test.work", ReportedState.STARTED, null);

    private static MockProducer<String, String> producer(boolean answers) {
        return new MockProducer<>(answers, new RoundRobinPartitioner(), new StringSerializer(), new StringSerializer());
    }

    @Test
    void a_report_is_a_record_keyed_by_its_transaction() throws InterruptedException {
        try (MockProducer<String, String> producer = producer(true)) {
            KafkaReports reports = new KafkaReports(producer);
            assertThat(reports.send(STARTED)).isEqualTo(new Answer.Taken());
            reports.send(new Report("t-1", "test.work", ReportedState.FAILED, "no paper"));
            assertThat(producer.history())
                    .containsExactly(
                            new ProducerRecord<>(
                                    "flare.participants",
                                    "t-1",
                                    "{\"transactionId\":\"t-1\",\"participant\":\"test.work\",\"state\":\"STARTED\"}"),
                            new ProducerRecord<>(
                                    "flare.participants",
                                    "t-1",
                                    "{\"transactionId\":\"t-1\",\"participant\":\"test.work\",\"state\":\"FAILED\","
                                            + "\"reason\":\"no paper\"}"));
        }
    }

    @Test
    void it_is_taken_when_the_broker_has_it_and_not_before() throws Exception {
        try (MockProducer<String, String> producer = producer(false)) {
            KafkaReports reports = new KafkaReports(producer, "topic", Duration.ofSeconds(10));
            CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> send(reports));
            while (producer.history().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            assertThat(answer).isNotDone();
            producer.completeNext();
            assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo(new Answer.Taken());
        }
    }

    @Test
    void a_broker_that_fails_or_is_silent_is_tried_again() throws Exception {
        try (MockProducer<String, String> producer = producer(false)) {
            assertThat(new KafkaReports(producer, "topic", Duration.ofMillis(20)).send(STARTED))
                    .isInstanceOf(Answer.NotNow.class);
            producer.sendException = new TimeoutException("no metadata");
            assertThat(new KafkaReports(producer).send(STARTED))
                    .isEqualTo(new Answer.NotNow("Kafka: no metadata", Duration.ZERO));
        }
    }

    private static Answer send(KafkaReports reports) {
        try {
            return reports.send(STARTED);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
