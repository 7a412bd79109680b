package dev.flare.command.steps;

import dev.flare.command.execution.Cause;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.HaltTransfer;
import dev.flare.messages.ledger.ReceiveTransfer;
import dev.flare.messages.ledger.ResumeTransfer;
import dev.flare.messages.ledger.ReturnTransfer;
import dev.flare.messages.ledger.SettleTransfer;
import dev.flare.messages.ledger.TransferStep;
import dev.flare.messages.shared.Region;
import dev.flare.messages.supervision.Step;
import dev.flare.messages.supervision.StepRequested;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.SupervisionNames;
import dev.flare.web.CorrelationId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A step that the supervisor asked a region for, as its log has it.
 *
 * @param asked null when it cannot be read
 */
record RequestedStep(StoredEvent event, @Nullable StepRequested asked) {

    private static final String UNREADABLE = "UNREADABLE";

    static RequestedStep read(StoredEvent event) {
        try {
            return new RequestedStep(event, asked(event));
        } catch (RuntimeException e) {
            return new RequestedStep(event, null);
        }
    }

    private static StepRequested asked(StoredEvent event) {
        SupervisionEvent said = SupervisionNames.read(event.type(), event.payload());
        if (said instanceof StepRequested asked) {
            return asked;
        }
        throw new IllegalArgumentException(event.type() + " asks for no step");
    }

    long position() {
        return event.position();
    }

    /** Steps of one transaction keep their order. */
    String transactionId() {
        return asked == null ? transactionInTags() : asked.transactionId();
    }

    private String transactionInTags() {
        String key = Tags.transaction("");
        return event.tags().stream()
                .filter(tag -> tag.startsWith(key))
                .map(tag -> tag.substring(key.length()))
                .findFirst()
                .orElse("");
    }

    String name() {
        return asked == null ? UNREADABLE : asked.step().name();
    }

    boolean is(Step step) {
        return asked != null && asked.step() == step;
    }

    boolean isOfSameAlert(RequestedStep other) {
        return asked != null
                && other.asked != null
                && asked.alertId() != null
                && asked.alertId().equals(other.asked.alertId());
    }

    /**
     * What the region's ledger is to do.
     *
     * @throws RuntimeException when it says nothing that a ledger could do
     */
    TransferStep command() {
        StepRequested request = asked == null ? asked(event) : asked;
        String id = request.transactionId();
        Region region = request.region();
        return switch (request.step()) {
            case CREDIT -> credit(request);
            case HALT -> new HaltTransfer(id, region, given(request.alertId(), "alertId"));
            case RESUME -> new ResumeTransfer(id, region, given(request.alertId(), "alertId"));
            case SETTLE -> new SettleTransfer(id, region);
            case RETURN -> new ReturnTransfer(id, region);
        };
    }

    private static ReceiveTransfer credit(StepRequested request) {
        ReceiveTransfer receive = new ReceiveTransfer(request.transactionId(), given(request.terms(), "terms"));
        if (!receive.region().equals(request.region())) {
            throw new IllegalArgumentException(
                    request.region() + " is to credit " + receive.terms().to());
        }
        return receive;
    }

    private static <T> T given(@Nullable T value, String field) {
        return Objects.requireNonNull(value, () -> "it has no " + field);
    }

    Cause cause() {
        String correlationId = event.metadataAsMap().get(MetadataKeys.CORRELATION_ID);
        return new Cause(
                correlationId == null ? CorrelationId.fresh() : correlationId,
                event.id(),
                event.recordedAt(),
                asked == null ? null : asked.sentAt());
    }
}
