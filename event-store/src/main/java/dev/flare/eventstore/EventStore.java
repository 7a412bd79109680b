package dev.flare.eventstore;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log of events in one PostgreSQL database, with dynamic consistency boundaries: a decision sources the events that
 * matter to it and appends under the condition that no further event matters.
 *
 * <p>Promised, with any number of processes on the same database:
 *
 * <ul>
 *   <li>An append that completes is committed with fsync. Its events become visible together or not at all.
 *   <li>Positions are 1, 2, 3 … without gaps, in commit order.
 *   <li>An append whose condition does not hold, at the moment of its commit, writes nothing.
 *   <li>recordedAt increases from batch to batch even when clocks step back, and is later than the cause's ({@link Append}).
 * </ul>
 *
 * <p>Not promised: that an append which fails with {@link StoreUnavailableException} did not happen. After a
 * {@link #confirm} the ids of its events tell, for good ({@link EventReader#byId}).
 */
public final class EventStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventStore.class);

    private final DataSource dataSource;
    private final EventStoreSettings settings;
    private final Clock clock;
    private final StoreObserver observer;
    private final EventReader reader;
    private final Sequencer sequencer;
    private final Committer committer;
    private final HistoryCheck historyCheck;
    private final TagIndexer tagIndexer;
    private final Notifier notifier;
    private final String sender = UUID.randomUUID().toString();
    private final List<Arrivals> wokenHere = new CopyOnWriteArrayList<>();
    private final Thread committing;
    private final Thread checking;
    private final Thread notifying;
    private final Thread indexing;

    private EventStore(
            DataSource dataSource, String name, EventStoreSettings settings, Clock clock, StoreObserver observer) {
        this.dataSource = dataSource;
        this.settings = settings;
        this.clock = clock;
        this.observer = observer;
        this.reader = new EventReader(dataSource);
        Head head = reader.head();
        this.sequencer = new Sequencer(settings, head.position());
        this.tagIndexer = new TagIndexer(dataSource);
        this.historyCheck = new HistoryCheck(dataSource, sequencer, tagIndexer, settings);
        this.notifier = new Notifier(dataSource, sender);
        this.committer =
                new Committer(dataSource, sequencer, settings, tagIndexer, clock, head, this::committed, observer);
        this.committing = Thread.ofPlatform().name("commit-" + name).daemon().start(committer);
        this.checking = Thread.ofPlatform().name("check-" + name).daemon().start(historyCheck);
        this.notifying = Thread.ofPlatform().name("notify-" + name).daemon().start(notifier);
        this.indexing = Thread.ofPlatform().name("index-" + name).daemon().start(tagIndexer);
    }

    /**
     * Opens the log of a database whose schema is up to date ({@link EventStoreSchema}).
     *
     * @param dataSource with at least 5 connections, whose role belongs to {@code flare_append}
     * @param name for threads and logs
     * @throws StoreUnavailableException when the database does not answer
     * @throws IllegalArgumentException when the database does not understand an inline projection
     */
    public static EventStore open(DataSource dataSource, String name, EventStoreSettings settings, Clock clock) {
        return open(dataSource, name, settings, clock, StoreObserver.NOBODY);
    }

    /** The same, with somebody who is told what it does. */
    public static EventStore open(
            DataSource dataSource, String name, EventStoreSettings settings, Clock clock, StoreObserver observer) {
        return new EventStore(dataSource, name, settings, clock, observer);
    }

    /** Reads what is committed. */
    public EventReader reader() {
        return reader;
    }

    /**
     * Appends events, all or none. A condition that reaches further back than what is in memory is looked up in the
     * database first, on the caller's thread when nobody else is looking.
     *
     * @return completes when the events are committed; fails with {@link AppendRejectedException} when a condition does not
     *     hold, {@link StoreOverloadedException} when too much waits, {@link CauseAheadException} when a clock is wrong,
     *     {@link StoreUnavailableException} when the database does not answer
     * @throws IllegalArgumentException when two events carry the same unique tag
     */
    public CompletableFuture<Appended> append(Append append) {
        return append(append, false);
    }

    /** The same for events without a cause. */
    public CompletableFuture<Appended> append(List<NewEvent> events, List<AppendCondition> conditions) {
        return append(Append.of(events).onlyIf(conditions));
    }

    /**
     * The same, for a caller who does nothing before it is done. When nobody is writing, it is written on his thread, for two
     * changes of thread take half as long as a commit; so this may return only when the append has ended.
     */
    public CompletableFuture<Appended> appendAndStay(Append append) {
        return append(append, true);
    }

    private CompletableFuture<Appended> append(Append append, boolean callerStays) {
        PendingAppend pending = new PendingAppend(append, guards(append.events(), append.onlyIf()), callerStays);
        long began = System.nanoTime();
        pending.outcome.whenComplete((appended, failure) -> observer.appended(end(failure), System.nanoTime() - began));
        if (isInTime(pending)) {
            submit(pending, false);
        }
        return pending.outcome;
    }

    private boolean isInTime(PendingAppend append) {
        Instant now = clock.instant();
        if (!append.causedAt.isAfter(now.plus(Append.AHEAD_MAX))) {
            return true;
        }
        CauseAheadException refusal = new CauseAheadException(append.causedAt, now);
        LOG.error("an append is refused: {}", refusal.getMessage());
        observer.causeAhead(refusal.ahead());
        append.outcome.completeExceptionally(refusal);
        return false;
    }

    private static StoreObserver.End end(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> StoreObserver.End.COMMITTED;
            case AppendRejectedException rejected -> StoreObserver.End.REJECTED;
            case StoreOverloadedException overloaded -> StoreObserver.End.OVERLOADED;
            default -> StoreObserver.End.FAILED;
        };
    }

    private void submit(PendingAppend append, boolean readOn) {
        switch (committer.submit(append)) {
            case DECIDED -> {}
            case BELOW_MEMORY -> checkHistory(append, readOn);
            case BEYOND_MEMORY -> readOn(append, readOn);
        }
    }

    private void checkHistory(PendingAppend append, boolean readOn) {
        long start = sequencer.start();
        List<PendingAppend.Guard> below = append.guards.stream()
                .filter(guard -> guard.holdsUpTo() < start)
                .toList();
        historyCheck.check(below).whenComplete((upTo, rejection) -> {
            if (rejection == null) {
                below.forEach(guard -> guard.checked(upTo));
                submit(append, readOn);
            } else {
                append.outcome.completeExceptionally(rejection);
            }
        });
    }

    private void readOn(PendingAppend append, boolean already) {
        if (already) {
            append.outcome.completeExceptionally(
                    new IllegalArgumentException("a condition's marker lies beyond the end of the log"));
            return;
        }
        sequencer.confirm().whenComplete((marker, failure) -> {
            if (failure == null) {
                submit(append, true);
            } else {
                append.outcome.completeExceptionally(failure);
            }
        });
    }

    private List<PendingAppend.Guard> guards(List<NewEvent> events, List<AppendCondition> conditions) {
        List<PendingAppend.Guard> guards = new ArrayList<>();
        conditions.forEach(condition -> guards.add(new PendingAppend.Guard(condition, null)));
        Set<String> unique = new HashSet<>();
        for (NewEvent event : events) {
            for (String tag : event.tags()) {
                if (isUnique(tag)) {
                    if (!unique.add(tag)) {
                        throw new IllegalArgumentException("two events of an append carry " + tag);
                    }
                    Criteria carrying = Criteria.of(Criterion.tagged(tag));
                    guards.add(new PendingAppend.Guard(new AppendCondition(carrying, Marker.ORIGIN), tag));
                }
            }
        }
        return guards;
    }

    private boolean isUnique(String tag) {
        int end = tag.indexOf('=');
        return end > 0
                && !settings.uniqueTagKeys().isEmpty()
                && settings.uniqueTagKeys().contains(tag.substring(0, end));
    }

    /** The committed events that match after a marker. */
    public Sourced source(Criteria criteria, Marker after) {
        return source(criteria, after, false);
    }

    /**
     * The events that match after a marker, those on their way to the database included. Good for deciding on, since an
     * append on it fails if one of them fails; not for answers to anybody, which need {@link #source} after
     * {@link #confirm}.
     */
    public Sourced sourceAhead(Criteria criteria, Marker after) {
        return source(criteria, after, true);
    }

    /**
     * A marker behind which all lies that was recorded at an instant or later: whoever knows that nothing he looks for was recorded
     * earlier need not search from the beginning. It is the beginning all the same where memory does not reach down to the instant.
     */
    public Marker before(Instant instant) {
        return sequencer.before(instant);
    }

    private Sourced source(Criteria criteria, Marker after, boolean ahead) {
        List<SourcedEvent> found = new ArrayList<>();
        Marker from = after;
        for (Sourced rest = sequencer.source(criteria, from, ahead); ; rest = sequencer.source(criteria, from, ahead)) {
            if (rest != null) {
                found.addAll(rest.events());
                return new Sourced(found, rest.upTo());
            }
            long upTo = sequencer.searchedUpTo(tagIndexer.reached());
            long below = from.position();
            List<StoredEvent> events = Sql.within(
                    settings.patience(),
                    dataSource,
                    connection -> CommittedLog.source(connection, criteria, below, upTo));
            events.forEach(
                    event -> found.add(new SourcedEvent(event.position(), RecentLog.asNew(event), event.recordedAt())));
            from = Marker.at(upTo);
        }
    }

    /**
     * Wakes those who wait in this process as soon as something is committed here, before a notification has made its way
     * through the server. They still hear of what other processes commit.
     */
    public void wakes(Arrivals arrivals) {
        wokenHere.removeIf(Arrivals::isClosed);
        wokenHere.add(arrivals);
        arrivals.hearDirectly(sender); // not before: it would be told by nobody for a moment
    }

    private void committed() {
        wokenHere.forEach(Arrivals::happened);
        notifier.committed();
    }

    /** Whether what was seen up to a marker is still so. */
    public boolean holds(Marker marker) {
        return sequencer.holds(marker);
    }

    /** Up to where everything is known to be committed. It may lag behind what other processes append. */
    public long durable() {
        return sequencer.durable();
    }

    /** How many events wait to be written. */
    public int waitingEvents() {
        return sequencer.waitingEvents();
    }

    /**
     * Completes once the end of the log was read from the database, and everything that waited here was settled, after this
     * call. What is then sourced is committed and includes everything acknowledged by any process before the call.
     */
    public CompletableFuture<Marker> confirm() {
        return sequencer.confirm();
    }

    /** The index over tags follows at once, once. Nobody need ask for it: whoever reads by tag looks at what is not indexed, too. */
    void indexAtOnce() {
        tagIndexer.hurry();
    }

    /** Writes what waits, for at most as long as its patience, and stops. */
    @Override
    public void close() {
        sequencer.close();
        join(committing, settings.patience());
        committing.interrupt();
        historyCheck.close();
        checking.interrupt();
        notifier.close();
        tagIndexer.close();
        join(checking, Duration.ofSeconds(1));
        join(notifying, Duration.ofSeconds(1));
        join(indexing, Duration.ofSeconds(1));
    }

    private static void join(Thread thread, Duration atMost) {
        try {
            thread.join(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
