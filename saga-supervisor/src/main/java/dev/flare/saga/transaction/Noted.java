package dev.flare.saga.transaction;

import java.time.Instant;

/** Where an event stands in the supervisor's log, and when it was recorded there. */
public record Noted(long position, Instant recordedAt) {}
