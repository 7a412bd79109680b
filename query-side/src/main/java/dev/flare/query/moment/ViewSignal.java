package dev.flare.query.moment;

import dev.flare.web.following.Signal;

/** Wakes those who wait for a view to move. */
public final class ViewSignal extends Signal {}
