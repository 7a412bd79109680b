package dev.flare.eventstore.axon;

import dev.flare.eventstore.AppendRejectedException;
import dev.flare.eventstore.Appended;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.Criteria;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.Marker;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.Sourced;
import dev.flare.eventstore.SourcedEvent;
import dev.flare.eventstore.StoredEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.common.infra.ComponentDescriptor;
import org.axonframework.conversion.Converter;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.GlobalIndexPosition;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.Context;
import org.axonframework.messaging.core.Context.ResourceKey;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.SimpleEntry;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.TerminalEventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.jspecify.annotations.Nullable;

/**
 * Axon Framework 5's storage engine on an {@link EventStore}. Thin: every promise is the store's.
 *
 * <p>Register no transaction manager for command handling: this engine checks and inserts in its own commit, together with
 * whatever else arrives meanwhile.
 */
public final class PostgresEventStorageEngine implements EventStorageEngine {

    /**
     * What the caller has read itself before it sources: put it into the processing context, and sourcing answers with this
     * marker and no event. For repositories that keep state and read only what is new.
     */
    public static final ResourceKey<Marker> ALREADY_READ = ResourceKey.withLabel("alreadyRead");

    /** Put into the processing context by who waits for the command anyway: see {@link EventStore#appendAndStay}. */
    public static final ResourceKey<Boolean> CALLER_STAYS = ResourceKey.withLabel("callerStays");

    /**
     * Put into the processing context when something that was recorded elsewhere led to the events: see
     * {@link dev.flare.eventstore.Append#causedAt}. {@link CausedAt} does the same for what event handlers send.
     */
    public static final ResourceKey<Instant> CAUSED_AT = ResourceKey.withLabel("causedAt");

    /** What was committed, in the processing context after the commit. */
    public static final ResourceKey<Appended> APPENDED = ResourceKey.withLabel("appended");

    private final EventStore store;
    private final Arrivals arrivals;
    private final EventTranslation translation;
    private final Clock clock;
    private final Set<EventFeed> feeds = ConcurrentHashMap.newKeySet();

    /** @param converter turns payloads that are not yet text into text; used for nothing else */
    public PostgresEventStorageEngine(
            EventStore store, Arrivals arrivals, Converter converter, Timestamps timestamps, Clock clock) {
        this.store = store;
        this.arrivals = arrivals;
        store.wakes(arrivals);
        this.translation = new EventTranslation(converter, timestamps);
        this.clock = clock;
    }

    @Override
    public CompletableFuture<AppendTransaction<?>> appendEvents(
            AppendCondition condition, @Nullable ProcessingContext context, List<TaggedEventMessage<?>> events) {
        List<NewEvent> newEvents = events.stream().map(translation::stored).toList();
        return CompletableFuture.completedFuture(new Append(newEvents, conditions(condition)));
    }

    private static List<dev.flare.eventstore.AppendCondition> conditions(AppendCondition condition) {
        if (condition.consistencyMarker() == ConsistencyMarker.INFINITY) {
            return List.of();
        }
        Criteria criteria = CriteriaTranslation.criteria(condition.criteria());
        return List.of(new dev.flare.eventstore.AppendCondition(
                criteria, ReadAheadMarker.from(condition.consistencyMarker())));
    }

    private final class Append implements AppendTransaction<Appended> {

        private final List<NewEvent> events;
        private final List<dev.flare.eventstore.AppendCondition> conditions;

        Append(List<NewEvent> events, List<dev.flare.eventstore.AppendCondition> conditions) {
            this.events = events;
            this.conditions = conditions;
        }

        @Override
        public CompletableFuture<Appended> commit(@Nullable ProcessingContext context) {
            if (events.isEmpty()) {
                return CompletableFuture.completedFuture(new Appended(0, 0, Instant.EPOCH));
            }
            return append(context)
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(inAxonsWords(failure)))
                    .thenApply(appended -> {
                        if (context != null) {
                            context.putResource(APPENDED, appended);
                        }
                        return appended;
                    });
        }

        private CompletableFuture<Appended> append(@Nullable ProcessingContext context) {
            dev.flare.eventstore.Append append =
                    dev.flare.eventstore.Append.of(events).onlyIf(conditions).causedAt(causedAt(context));
            boolean stays = context != null && Boolean.TRUE.equals(context.getResource(CALLER_STAYS));
            return stays ? store.appendAndStay(append) : store.append(append);
        }

        private Instant causedAt(@Nullable ProcessingContext context) {
            Instant given = context == null ? null : context.getResource(CAUSED_AT);
            return events.stream()
                    .map(event -> CausedAt.in(event.metadata()))
                    .reduce(given == null ? Instant.EPOCH : given, (a, b) -> a.isAfter(b) ? a : b);
        }

        @Override
        public void rollback(@Nullable ProcessingContext context) {
            // Nothing was written before commit, and what commit refused left no trace.
        }

        @Override
        public CompletableFuture<ConsistencyMarker> afterCommit(
                Appended appended, @Nullable ProcessingContext context) {
            return CompletableFuture.completedFuture(new GlobalIndexConsistencyMarker(appended.lastPosition()));
        }
    }

    private static Throwable inAxonsWords(Throwable failure) {
        return failure instanceof AppendRejectedException rejected
                ? new AppendEventsTransactionRejectedException(String.valueOf(rejected.getMessage()))
                        .initCause(rejected)
                : failure;
    }

    @Override
    public MessageStream<EventMessage> source(SourcingCondition condition, @Nullable ProcessingContext context) {
        Marker alreadyRead = context == null ? null : context.getResource(ALREADY_READ);
        if (alreadyRead != null) {
            return MessageStream.fromIterable(
                    List.of(TerminalEventMessage.INSTANCE), terminal -> markerContext(alreadyRead));
        }
        long after = Math.max(0, GlobalIndexPosition.toIndex(condition.start()));
        Sourced sourced = store.source(CriteriaTranslation.criteria(condition.criteria()), Marker.at(after));
        List<MessageStream.Entry<EventMessage>> entries = new ArrayList<>();
        sourced.events().forEach(event -> entries.add(entry(event)));
        entries.add(new SimpleEntry<>(TerminalEventMessage.INSTANCE, markerContext(sourced.upTo())));
        return new SourcedStream(entries);
    }

    private static Context markerContext(Marker marker) {
        return ConsistencyMarker.addToContext(Context.empty(), ReadAheadMarker.of(marker));
    }

    private MessageStream.Entry<EventMessage> entry(SourcedEvent event) {
        Instant recordedAt = event.recordedAt() == null ? clock.instant() : event.recordedAt();
        return new SimpleEntry<>(
                translation.message(event.event(), recordedAt),
                TrackingToken.addToContext(Context.empty(), new GlobalSequenceTrackingToken(event.position())));
    }

    @Override
    public MessageStream<EventMessage> stream(StreamingCondition condition, @Nullable ProcessingContext context) {
        long after = condition.position() == null
                ? 0
                : Math.max(0, condition.position().position().orElse(0));
        EventFeed feed = new EventFeed(
                store.reader(), arrivals, after, CriteriaTranslation.criteria(condition.criteria()), this::message);
        feeds.add(feed);
        Thread.ofVirtual().name("event-feed").start(() -> {
            try {
                feed.run();
            } finally {
                feeds.remove(feed);
            }
        });
        return feed.stream();
    }

    /**
     * Up to where the slowest of the streams that are open here has been taken, {@link Long#MAX_VALUE} when none is. What a
     * stream's consumer makes of the events is another matter, and is where its token is.
     */
    public long slowestStream() {
        return feeds.stream().mapToLong(EventFeed::taken).min().orElse(Long.MAX_VALUE);
    }

    private EventMessage message(StoredEvent event) {
        return translation.message(
                new NewEvent(
                        event.id(),
                        event.type(),
                        event.version(),
                        event.tags(),
                        event.metadataAsMap(),
                        event.payload()),
                event.recordedAt());
    }

    @Override
    public CompletableFuture<TrackingToken> firstToken(@Nullable ProcessingContext context) {
        return token(0);
    }

    @Override
    public CompletableFuture<TrackingToken> latestToken(@Nullable ProcessingContext context) {
        return token(store.reader().head().position());
    }

    /** The token from which on a stream gives the events recorded at that instant or later. */
    @Override
    public CompletableFuture<TrackingToken> tokenAt(Instant at, @Nullable ProcessingContext context) {
        return token(store.reader().lastBefore(at));
    }

    private static CompletableFuture<TrackingToken> token(long position) {
        return CompletableFuture.completedFuture(new GlobalSequenceTrackingToken(position));
    }

    @Override
    public void describeTo(ComponentDescriptor descriptor) {
        descriptor.describeProperty("durable", store.durable());
    }
}
