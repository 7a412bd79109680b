package dev.flare.eventstore;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An append that has its place in the log and waits to be written. */
final class PendingAppend {

    /** A condition, and the unique tag it stands for if it was made for one. */
    record Guard(AppendCondition condition, @Nullable String uniqueTag) {

        AppendRejectedException rejection(long position) {
            return uniqueTag == null
                    ? new AppendRejectedException("an event that matters was appended at position " + position, null)
                    : new AppendRejectedException("another event carries " + uniqueTag, uniqueTag);
        }
    }

    final List<NewEvent> events;
    final List<Guard> guards;
    final CompletableFuture<Appended> outcome = new CompletableFuture<>();

    /** Provisional until written: appends before it may fail. */
    long firstPosition;

    PendingAppend(List<NewEvent> events, List<Guard> guards) {
        this.events = events;
        this.guards = guards;
    }

    long lastPosition() {
        return firstPosition + events.size() - 1;
    }

    /** Whether the decision to append may have been made on an event. */
    boolean concernedBy(NewEvent event) {
        for (Guard guard : guards) {
            if (guard.condition().failIfEventsMatch().matches(event.type(), event.tags())) {
                return true;
            }
        }
        return false;
    }
}
