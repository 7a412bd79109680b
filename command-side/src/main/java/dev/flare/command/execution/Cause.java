package dev.flare.command.execution;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded in another log and led to a command. Whatever the command records is recorded later than that.
 *
 * @param eventId of the event there
 * @param begunAt when what it is about began: nothing that the command's decision rests on was recorded before; null when nobody knows
 */
public record Cause(
        String correlationId,
        UUID eventId,
        Instant recordedAt,
        @Nullable Instant begunAt) {}
