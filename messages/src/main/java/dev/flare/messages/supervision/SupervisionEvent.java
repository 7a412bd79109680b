package dev.flare.messages.supervision;

/** Every event of the supervisor's own log. */
public sealed interface SupervisionEvent permits TransactionEvent, TransactionTypeEvent {}
