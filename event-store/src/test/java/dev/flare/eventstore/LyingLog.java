package dev.flare.eventstore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A log in memory that keeps the contract, but for one lie at a time. It exists to prove that the contract notices. */
final class LyingLog implements Processes, Processes.Process {

    enum Lie {
        NONE,
        IGNORES_TYPES,
        MARKER_OFF_BY_ONE,
        SHOWS_A_PREFIX,
        IGNORES_NEIGHBOURS_NOT_COMMITTED,
        IGNORES_UNIQUE_TAGS,
        LEAVES_A_GAP,
        SOURCING_OMITS_THE_LATEST
    }

    private final Lie lie;
    private final List<StoredEvent> log = new CopyOnWriteArrayList<>();
    private final Map<List<NewEvent>, CompletableFuture<Appended>> pending = new LinkedHashMap<>();
    private boolean held;

    LyingLog(Lie lie) {
        this.lie = lie;
    }

    @Override
    public Process open() {
        return this;
    }

    @Override
    public synchronized Hold hold() {
        held = true;
        return this::release;
    }

    private synchronized void release() {
        held = false;
        commit();
    }

    @Override
    public List<StoredEvent> read(long after) {
        return log.stream().filter(event -> event.position() > after).toList();
    }

    private long end() {
        return log.isEmpty() ? 0 : log.getLast().position();
    }

    /** As after a sequence whose last number was taken by somebody who rolled back. */
    private long next() {
        return end() + (lie == Lie.LEAVES_A_GAP && log.size() % 5 == 4 ? 2 : 1);
    }

    @Override
    public synchronized Sourced source(Criteria criteria, Marker after) {
        List<SourcedEvent> found = log.stream()
                .filter(event -> event.position() > after.position() && criteria.matches(event.type(), event.tags()))
                .map(event -> new SourcedEvent(event.position(), RecentLog.asNew(event), event.recordedAt()))
                .toList();
        boolean omits = lie == Lie.SOURCING_OMITS_THE_LATEST && !found.isEmpty();
        return new Sourced(omits ? found.subList(0, found.size() - 1) : found, Marker.at(end()));
    }

    @Override
    public Sourced sourceAhead(Criteria criteria, Marker after) {
        return source(criteria, after);
    }

    @Override
    public synchronized CompletableFuture<Appended> append(List<NewEvent> events, List<AppendCondition> conditions) {
        if (conditions.stream().anyMatch(this::violated) || (lie != Lie.IGNORES_UNIQUE_TAGS && takesATag(events))) {
            return CompletableFuture.failedFuture(new AppendRejectedException("conflict", null));
        }
        CompletableFuture<Appended> outcome = new CompletableFuture<>();
        pending.put(events, outcome);
        if (!held) {
            commit();
        }
        return outcome;
    }

    private boolean violated(AppendCondition condition) {
        long after = condition.after().position() + (lie == Lie.MARKER_OFF_BY_ONE ? 1 : 0);
        Criteria criteria = condition.failIfEventsMatch();
        boolean committed = log.stream()
                .anyMatch(event -> event.position() > after && matches(criteria, event.type(), event.tags()));
        boolean waiting = pending.keySet().stream()
                .flatMap(List::stream)
                .anyMatch(event -> matches(criteria, event.type(), event.tags()));
        return committed || (waiting && lie != Lie.IGNORES_NEIGHBOURS_NOT_COMMITTED);
    }

    private boolean matches(Criteria criteria, String type, List<String> tags) {
        return lie == Lie.IGNORES_TYPES
                ? criteria.anyOf().stream().anyMatch(one -> tags.containsAll(one.tags()))
                : criteria.matches(type, tags);
    }

    private boolean takesATag(List<NewEvent> events) {
        Set<String> taken = new HashSet<>();
        log.forEach(event -> taken.addAll(event.tags()));
        return events.stream()
                .flatMap(event -> event.tags().stream())
                .anyMatch(tag -> tag.startsWith(DcbContract.UNIQUE + "=") && taken.contains(tag));
    }

    private void commit() {
        Instant now = Instant.EPOCH.plusMillis(log.size());
        pending.forEach((events, outcome) -> {
            long first = next();
            List<StoredEvent> rows = new ArrayList<>();
            events.forEach(event -> rows.add(row(event, first + rows.size(), now, rows)));
            if (lie == Lie.SHOWS_A_PREFIX) {
                for (StoredEvent row : rows) {
                    log.add(row);
                    LockSupport.parkNanos(10_000); // time for a reader to look
                }
            } else {
                log.addAll(rows);
            }
            outcome.complete(new Appended(first, end(), now));
        });
        pending.clear();
    }

    private StoredEvent row(NewEvent event, long position, Instant now, List<StoredEvent> before) {
        Hash previous = !before.isEmpty()
                ? before.getLast().hash()
                : log.isEmpty() ? Hash.ZERO : log.getLast().hash();
        StoredEvent row = new StoredEvent(
                position,
                event.id(),
                now,
                event.type(),
                event.version(),
                event.tags(),
                "{}",
                event.payload(),
                previous,
                Hash.ZERO);
        return row.withHash(HashChain.hashOf(row));
    }

    @Override
    public void close() {
        // nothing is open
    }
}
