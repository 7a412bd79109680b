package dev.flare.saga.transaction;

import java.time.Instant;

/**
 * What a decision rests on.
 *
 * @param now by the clock of whoever decides
 */
public record Case(Transaction transaction, TypeRules rules, Instant now) {}
