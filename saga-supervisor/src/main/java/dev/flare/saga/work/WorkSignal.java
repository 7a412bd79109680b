package dev.flare.saga.work;

import dev.flare.web.following.Signal;

/** Wakes those who work, and those who wait for the lists to move. */
public final class WorkSignal extends Signal {}
