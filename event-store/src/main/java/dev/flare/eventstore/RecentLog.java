package dev.flare.eventstore;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The end of the log in memory: the latest committed events and, behind them, the appends on their way to the database,
 * in the order in which they will be written. Conditions are decided here, so that deciding costs no statement; the head row
 * in the database has the last word (see {@link Committer}), and when another process was faster, {@link #rebase} decides
 * again.
 *
 * <p>Not thread-safe: {@link EventStore} guards it with one short lock, never held across I/O.
 */
final class RecentLog {

    private static final class Entry {
        final NewEvent event;
        long position;

        @Nullable
        Instant recordedAt;

        Entry(NewEvent event, long position, @Nullable Instant recordedAt) {
            this.event = event;
            this.position = position;
            this.recordedAt = recordedAt;
        }
    }

    private final int capacity;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Map<String, Deque<Entry>> byTag = new HashMap<>();
    private final Deque<PendingAppend> pending = new ArrayDeque<>();

    /** Every event after this position is in memory. */
    private long start;

    /** Read without the lock by those who only look. */
    private volatile long durable;

    private long end;
    private long epoch;
    /** Read without the lock by those who only look. */
    private volatile int pendingEvents;

    RecentLog(int capacity, long head) {
        this.capacity = capacity;
        this.start = head;
        this.durable = head;
        this.end = head;
        // Not 0: what was read ahead in one store must not seem to hold in another.
        this.epoch = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE / 2);
    }

    long start() {
        return start;
    }

    long durable() {
        return durable;
    }

    long end() {
        return end;
    }

    int pendingEvents() {
        return pendingEvents;
    }

    /** Up to where a reader has seen everything, with or without what is not yet committed. */
    Marker marker(boolean ahead) {
        return ahead && end > durable ? new Marker(end, epoch) : Marker.at(durable);
    }

    /** Whether what was seen up to a marker is still so. */
    boolean holds(Marker marker) {
        return marker.isCommitted() || marker.epoch() == epoch;
    }

    /** Whether a marker covers what another process committed and this log has not read yet. */
    boolean isBehind(Marker marker) {
        return marker.isCommitted() && marker.position() > durable;
    }

    /** Behind it is all that was recorded at an instant or later; the beginning of the log where memory does not reach so far down. */
    Marker before(Instant instant) {
        Entry first = entries.peekFirst();
        return first != null && first.recordedAt != null && first.recordedAt.isBefore(instant)
                ? Marker.at(start)
                : Marker.ORIGIN;
    }

    /** The events after a position, which must not be below {@link #start()}, up to the end or what is committed. */
    List<SourcedEvent> source(Criteria criteria, long after, boolean ahead) {
        long upTo = ahead ? end : durable;
        TreeMap<Long, SourcedEvent> found = new TreeMap<>();
        for (Criterion criterion : criteria.anyOf()) {
            Iterator<Entry> newestFirst = candidates(criterion).descendingIterator();
            while (newestFirst.hasNext()) {
                Entry entry = newestFirst.next();
                if (entry.position <= after) {
                    break;
                }
                if (entry.position <= upTo && criterion.matches(entry.event.type(), entry.event.tags())) {
                    found.put(entry.position, new SourcedEvent(entry.position, entry.event, entry.recordedAt));
                }
            }
        }
        return List.copyOf(found.values());
    }

    /** The latest matching position after one position and up to another, 0 when there is none. */
    long lastMatch(Criteria criteria, long after, long upTo) {
        long last = 0;
        for (Criterion criterion : criteria.anyOf()) {
            last = Math.max(last, lastMatch(criterion, after, upTo));
        }
        return last;
    }

    private long lastMatch(Criterion criterion, long after, long upTo) {
        Iterator<Entry> newestFirst = candidates(criterion).descendingIterator();
        while (newestFirst.hasNext()) {
            Entry entry = newestFirst.next();
            if (entry.position <= after) {
                return 0;
            }
            if (entry.position <= upTo && criterion.matches(entry.event.type(), entry.event.tags())) {
                return entry.position;
            }
        }
        return 0;
    }

    /** A superset of what matches, in order: the events of the tag that has the fewest. */
    private Deque<Entry> candidates(Criterion criterion) {
        Deque<Entry> fewest = entries;
        for (String tag : criterion.tags()) {
            Deque<Entry> tagged = byTag.get(tag);
            if (tagged == null) {
                return new ArrayDeque<>(0);
            }
            if (tagged.size() < fewest.size()) {
                fewest = tagged;
            }
        }
        return fewest;
    }

    /** Gives an append its place at the end. */
    void add(PendingAppend append) {
        append.firstPosition = end + 1;
        append.events.forEach(event -> put(event, null));
        pending.addLast(append);
        pendingEvents += append.events.size();
    }

    private void put(NewEvent event, @Nullable Instant recordedAt) {
        Entry entry = new Entry(event, ++end, recordedAt);
        entries.addLast(entry);
        for (String tag : event.tags()) {
            byTag.computeIfAbsent(tag, t -> new ArrayDeque<>(4)).addLast(entry);
        }
    }

    /** The first appends that wait, as many as fit into a number of events, and at least one if any waits. */
    List<PendingAppend> first(int eventsMax) {
        List<PendingAppend> batch = new ArrayList<>();
        int events = 0;
        for (PendingAppend append : pending) {
            events += append.events.size();
            if (events > eventsMax && !batch.isEmpty()) {
                break;
            }
            batch.add(append);
        }
        return batch;
    }

    /** The first appends that wait are committed. */
    void committed(List<PendingAppend> batch, Instant recordedAt) {
        for (PendingAppend append : batch) {
            if (pending.pollFirst() != append) {
                throw new IllegalStateException("only the first appends can be committed first");
            }
            durable = append.lastPosition();
            pendingEvents -= append.events.size();
        }
        stamp(batch.stream().mapToInt(append -> append.events.size()).sum(), recordedAt);
        evict();
    }

    private void stamp(int events, Instant recordedAt) {
        Iterator<Entry> newestFirst = entries.descendingIterator();
        int remaining = events;
        while (remaining > 0 && newestFirst.hasNext()) {
            Entry entry = newestFirst.next();
            if (entry.position <= durable) {
                entry.recordedAt = recordedAt;
                remaining--;
            }
        }
    }

    private void evict() {
        while (entries.size() - pendingEvents > capacity) {
            Entry oldest = entries.removeFirst();
            start = oldest.position;
            for (String tag : oldest.event.tags()) {
                Deque<Entry> tagged = byTag.get(tag);
                if (tagged != null && tagged.peekFirst() == oldest) {
                    tagged.removeFirst();
                    if (tagged.isEmpty()) {
                        byTag.remove(tag);
                    }
                }
            }
        }
    }

    /**
     * Another process appended, or one of ours failed: what waits is decided again, in its order, behind what is committed
     * now. An append falls that a foreign event or a fallen append's event concerns.
     *
     * @param foreign the events that follow what was committed so far, in order
     * @param fallen appends of ours that will never be written
     * @return the appends that fell by their conditions, with the reason
     */
    Map<PendingAppend, AppendRejectedException> rebase(List<StoredEvent> foreign, Set<PendingAppend> fallen) {
        List<PendingAppend> waiting = removePending();
        long before = durable;
        foreign.forEach(event -> put(asNew(event), event.recordedAt()));
        durable = end;
        List<NewEvent> gone = new ArrayList<>();
        fallen.forEach(append -> gone.addAll(append.events));
        Map<PendingAppend, AppendRejectedException> rejected = new HashMap<>();
        for (PendingAppend append : waiting) {
            if (fallen.contains(append)) {
                continue;
            }
            AppendRejectedException rejection = rejection(append, before, gone);
            if (rejection == null) {
                add(append);
            } else {
                rejected.put(append, rejection);
                gone.addAll(append.events);
            }
        }
        evict();
        return rejected;
    }

    /** What an append was decided on changed if a foreign event matches its condition, or one it may have seen is gone. */
    private @Nullable AppendRejectedException rejection(PendingAppend append, long before, List<NewEvent> gone) {
        for (PendingAppend.Guard guard : append.guards) {
            if (lastMatch(guard.criteria(), before, durable) > 0) {
                return guard.rejection();
            }
        }
        boolean lost = gone.stream().anyMatch(append::concernedBy);
        return lost ? new AppendRejectedException("an append that this one was decided on failed", null) : null;
    }

    /** Forgets everything that is not committed, and returns it. */
    List<PendingAppend> removePending() {
        List<PendingAppend> removed = new ArrayList<>(pending);
        if (pending.isEmpty()) {
            return removed;
        }
        pending.clear();
        pendingEvents = 0;
        epoch++;
        while (end > durable) {
            Entry newest = entries.removeLast();
            for (String tag : newest.event.tags()) {
                Deque<Entry> tagged = byTag.get(tag);
                if (tagged != null && tagged.peekLast() == newest) {
                    tagged.removeLast();
                    if (tagged.isEmpty()) {
                        byTag.remove(tag);
                    }
                }
            }
            end--;
        }
        return removed;
    }

    /** Starts anew behind a position, whatever was here before. Returns what waited. */
    List<PendingAppend> restart(long head) {
        List<PendingAppend> removed = new ArrayList<>(pending);
        pending.clear();
        pendingEvents = 0;
        if (end > durable) {
            epoch++;
        }
        entries.clear();
        byTag.clear();
        start = head;
        durable = head;
        end = head;
        return removed;
    }

    static NewEvent asNew(StoredEvent event) {
        return new NewEvent(
                event.id(), event.type(), event.version(), event.tags(), event.metadataAsMap(), event.payload());
    }
}
