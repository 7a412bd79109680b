package dev.flare.messages.supervision;

/**
 * A region's log has the halt for an alert: from there on no step that moves money forward can happen there.
 *
 * @param participant whose region it is
 */
public record RegionHalted(String transactionId, String participant, String alertId) implements TransactionEvent {}
