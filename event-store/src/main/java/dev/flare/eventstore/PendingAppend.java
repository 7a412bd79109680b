package dev.flare.eventstore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An append that has its place in the log and waits to be written. */
final class PendingAppend {

    /** A condition, and the unique tag it stands for if it was made for one. */
    static final class Guard {

        private final AppendCondition condition;
        private final @Nullable String uniqueTag;

        /** Of this guard alone: its neighbours were not part of the check that found nothing. */
        private long checkedUpTo;

        Guard(AppendCondition condition, @Nullable String uniqueTag) {
            this.condition = condition;
            this.uniqueTag = uniqueTag;
        }

        Criteria criteria() {
            return condition.failIfEventsMatch();
        }

        Marker after() {
            return condition.after();
        }

        @Nullable
        String uniqueTag() {
            return uniqueTag;
        }

        /** Up to where it is known to hold: no event after its marker and up to here matches. */
        long holdsUpTo() {
            return Math.max(condition.after().position(), checkedUpTo);
        }

        /** The committed log was searched up to a position and nothing was found. */
        void checked(long upTo) {
            checkedUpTo = upTo;
        }

        AppendRejectedException rejection() {
            return uniqueTag == null
                    ? new AppendRejectedException("an event that matters was appended after " + condition.after(), null)
                    : new AppendRejectedException("another event carries " + uniqueTag, uniqueTag);
        }
    }

    final List<NewEvent> events;
    final List<KeyedEvent> keyed;
    final List<Guard> guards;
    final Instant causedAt;
    final CompletableFuture<Appended> outcome = new CompletableFuture<>();

    /** The unique tags that memory says nothing about: looked up by the statement that writes them. */
    List<String> uncheckedTags = List.of();

    /** From behind this position on memory has told. */
    long uncheckedUpTo;

    /** In the order of arrival, from 1. */
    long number;

    /** Provisional until written: appends before it may fail. */
    long firstPosition;

    /** Whether who appends it waits until it is done, and so may as well write it. */
    final boolean callerStays;

    PendingAppend(Append append, List<Guard> guards, boolean callerStays) {
        this.events = append.events();
        this.keyed = events.stream().map(KeyedEvent::of).toList();
        this.causedAt = append.causedAt();
        this.guards = guards;
        this.callerStays = callerStays;
    }

    long lastPosition() {
        return firstPosition + events.size() - 1;
    }

    /** The unique tags of which nobody has looked yet whether an event at or below a position carries them. */
    List<String> uniqueTagsBelow(long position) {
        List<String> tags = new ArrayList<>(1);
        for (Guard guard : guards) {
            if (guard.uniqueTag() != null && guard.holdsUpTo() < position) {
                tags.add(guard.uniqueTag());
            }
        }
        return tags;
    }

    /** Whether the decision to append may have been made on an event. */
    boolean concernedBy(NewEvent event) {
        for (Guard guard : guards) {
            if (guard.criteria().matches(event.type(), event.tags())) {
                return true;
            }
        }
        return false;
    }
}
