package dev.flare.command.execution;

import dev.flare.messages.ledger.LedgerEvent;
import java.time.Instant;

/**
 * What became of a command.
 *
 * @param position of the event
 * @param repeated whether an earlier request with the same key did it
 */
public record Outcome(LedgerEvent event, long position, Instant recordedAt, boolean repeated) {}
