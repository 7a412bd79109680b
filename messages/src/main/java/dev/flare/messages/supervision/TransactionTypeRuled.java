package dev.flare.messages.supervision;

/**
 * An operator set the rules of a type of transactions.
 *
 * @param stopsIntakeOnAlert whether an alert stops new transactions of this type until an operator resumes them
 */
public record TransactionTypeRuled(String type, boolean stopsIntakeOnAlert) implements TransactionTypeEvent {}
