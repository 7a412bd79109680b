package dev.flare.standalone.bankimport;

import java.time.Instant;

/**
 * One row of the file.
 *
 * @param line of the file, counted from 1
 * @param amount in minor units; positive when money comes in, 0 when nothing moves
 * @param effectiveAt noon of its day: the file knows no time
 */
record BankTransaction(long line, String id, String accountId, Instant effectiveAt, long amount) {}
