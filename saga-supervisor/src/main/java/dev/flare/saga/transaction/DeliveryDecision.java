package dev.flare.saga.transaction;

import dev.flare.messages.supervision.AlertDelivered;

/** What becomes of an alert that a channel has taken. */
public final class DeliveryDecision {

    private DeliveryDecision() {}

    /** Nothing when that is known already. */
    public static Verdict delivered(Case given, AlertDelivered delivered) {
        boolean isNews = given.transaction().alerts().stream()
                .filter(alert -> alert.id().equals(delivered.alertId()))
                .anyMatch(alert -> !alert.wasDelivered(delivered.channel(), delivered.escalation()));
        return isNews ? Verdict.of(delivered) : Verdict.NOTHING;
    }
}
