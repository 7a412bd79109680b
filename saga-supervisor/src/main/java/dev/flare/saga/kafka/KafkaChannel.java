package dev.flare.saga.kafka;

import dev.flare.messages.EventCodec;
import dev.flare.saga.alert.AlertChannel;
import dev.flare.saga.answer.AlertAnswer;
import java.io.IOException;
import java.util.Map;

/**
 * Alerts as records of {@value #TOPIC}: the same JSON as the webhook's. The key is the transaction's id, so that its alerts stay in
 * order.
 */
public final class KafkaChannel implements AlertChannel {

    public static final String TOPIC = "flare.alerts";

    private final Sender sender;

    KafkaChannel(Sender sender) {
        this.sender = sender;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public void tell(AlertAnswer alert) throws IOException, InterruptedException {
        sender.send(
                TOPIC,
                alert.transactionId(),
                EventCodec.writeAny(alert),
                Map.of("alertId", alert.alertId(), "correlationId", alert.correlationId()));
    }
}
