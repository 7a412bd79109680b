package dev.flare.participant.kafka;

import dev.flare.participant.Answer;
import dev.flare.participant.Report;
import dev.flare.participant.Reports;
import dev.flare.participant.json.JsonText;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Reports as records of a topic. {@link Answer.Taken} is the broker's word that it keeps the report, not the supervisor's: nobody
 * is fenced by it, and what the supervisor refuses shows in its evidence only.
 */
public final class KafkaReports implements Reports {

    /** Where the supervisor looks. */
    public static final String TOPIC = "flare.participants";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Producer<String, String> producer;
    private final String topic;
    private final Duration patience;

    /** @param producer with the {@link #settings}; it remains its owner's, who closes it after the sender */
    public KafkaReports(Producer<String, String> producer) {
        this(producer, TOPIC, PATIENCE);
    }

    public KafkaReports(Producer<String, String> producer, String topic, Duration patience) {
        this.producer = producer;
        this.topic = topic;
        this.patience = patience;
    }

    /** What a producer needs for reports that are kept, in order, by all brokers in sync. */
    public static Map<String, Object> settings(String bootstrapServers) {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class,
                // A report is given up before the sender's own patience ends, so that it is not overtaken by its
                // repetition.
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                3_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                3_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                6_000);
    }

    @Override
    public Answer send(Report report) throws InterruptedException {
        try {
            Future<RecordMetadata> sent =
                    producer.send(new ProducerRecord<>(topic, report.transactionId(), value(report)));
            sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer.Taken();
        } catch (ExecutionException e) {
            return notNow(String.valueOf(e.getCause()));
        } catch (KafkaException e) {
            return notNow(String.valueOf(e.getMessage()));
        } catch (TimeoutException e) {
            return notNow("it did not answer within " + patience.toMillis() + " ms");
        }
    }

    private static Answer notNow(String why) {
        return new Answer.NotNow("Kafka: " + why, Duration.ZERO);
    }

    /** A reason is there when there is one, as in the body of the PUT. */
    private static String value(Report report) {
        String reason = report.reason() == null ? "" : ",\"reason\":" + JsonText.of(report.reason());
        return "{\"transactionId\":" + JsonText.of(report.transactionId()) + ",\"participant\":"
                + JsonText.of(report.participant()) + ",\"state\":\"" + report.state() + "\"" + reason + "}";
    }
}
