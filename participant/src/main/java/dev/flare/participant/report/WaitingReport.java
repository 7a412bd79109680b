package dev.flare.participant.report;

import dev.flare.participant.Report;

/**
 * The next report of a transaction.
 *
 * @param attempts how often it was sent in vain
 * @param isHeldBack an earlier one of the same participant was refused, and not because of a halt: sent alone this one would
 *     contradict it
 */
record WaitingReport(long id, Report report, int attempts, boolean isHeldBack) {}
