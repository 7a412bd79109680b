package dev.flare.command.region;

import dev.flare.eventstore.LogWatch;
import dev.flare.messages.shared.Region;

/** How one region's store fares: the last look at its end, and how many events wait to be written. */
record StoreReport(Region region, LogWatch.Seen seen, int waitingEvents) {}
