package dev.flare.messages.supervision;

/** No transaction of this type is taken any more, because of an alert. */
public record IntakeStopped(String type, String alertId) implements TransactionTypeEvent {}
