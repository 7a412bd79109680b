package dev.flare.messages.ledger;

/** Every event of a region's ledger. */
public sealed interface LedgerEvent permits AccountOpened, MoneyEvent {}
