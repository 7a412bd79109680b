package dev.flare.saga.transaction;

import dev.flare.messages.supervision.AlertDelivered;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.MatrixRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One alert of a transaction.
 *
 * @param matrix every participant as it stood
 * @param halts whether it halted the transaction; not when that had ended before
 * @param evidence what came after it
 * @param escalations how often a failing compensation has made it urgent again
 * @param acknowledgement the operator's reason, when there is one
 */
public record Alert(
        String id,
        Noted raised,
        String participant,
        FailureKind failure,
        String reason,
        List<MatrixRow> matrix,
        boolean halts,
        AlertStatus status,
        List<Evidence> evidence,
        List<Delivery> deliveries,
        int escalations,
        @Nullable Noted acknowledged,
        @Nullable String acknowledgement,
        String correlationId) {

    static Alert of(AlertRaised raised, Noted at, String correlationId) {
        return new Alert(
                raised.alertId(),
                at,
                raised.participant(),
                raised.failure(),
                raised.reason(),
                raised.matrix(),
                raised.halts(),
                AlertStatus.OPEN,
                List.of(),
                List.of(),
                0,
                null,
                null,
                correlationId);
    }

    /** Whether a channel has taken it, since it became that urgent. */
    public boolean wasDelivered(String channel, int escalation) {
        return deliveries.stream().anyMatch(one -> one.channel().equals(channel) && one.escalation() == escalation);
    }

    Alert with(AlertStatus other) {
        return copy(other, evidence, deliveries, escalations, acknowledged, acknowledgement);
    }

    Alert with(Evidence more) {
        return copy(status, plus(evidence, more), deliveries, escalations, acknowledged, acknowledgement);
    }

    Alert delivered(AlertDelivered event, Instant at) {
        Delivery delivery = new Delivery(event.channel(), event.escalation(), event.attempts(), at);
        return copy(status, evidence, plus(deliveries, delivery), escalations, acknowledged, acknowledgement);
    }

    Alert escalated() {
        return copy(AlertStatus.OPEN, evidence, deliveries, escalations + 1, acknowledged, acknowledgement);
    }

    Alert acknowledged(Noted at, String why) {
        return copy(AlertStatus.ACKNOWLEDGED, evidence, deliveries, escalations, at, why);
    }

    private Alert copy(
            AlertStatus newStatus,
            List<Evidence> newEvidence,
            List<Delivery> newDeliveries,
            int newEscalations,
            @Nullable Noted newAcknowledged,
            @Nullable String newAcknowledgement) {
        return new Alert(
                id,
                raised,
                participant,
                failure,
                reason,
                matrix,
                halts,
                newStatus,
                newEvidence,
                newDeliveries,
                newEscalations,
                newAcknowledged,
                newAcknowledgement,
                correlationId);
    }

    private static <T> List<T> plus(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return List.copyOf(longer);
    }
}
