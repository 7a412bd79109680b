package dev.flare.command.execution;

import java.time.Instant;
import java.util.UUID;

/**
 * What was recorded in another log and led to a command. Whatever the command records is recorded later than that.
 *
 * @param eventId of the event there
 */
public record Cause(String correlationId, UUID eventId, Instant recordedAt) {}
