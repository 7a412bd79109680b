package dev.flare.saga.supervision;

import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.saga.transaction.Noted;
import java.util.List;

/**
 * What became of a request.
 *
 * @param at the event that did it
 * @param repeated whether an earlier request with the same key did
 * @param events what was appended now
 */
public record Done(Noted at, boolean repeated, List<SupervisionEvent> events) {}
