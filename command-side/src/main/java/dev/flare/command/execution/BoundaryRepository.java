package dev.flare.command.execution;

import dev.flare.command.account.Account;
import dev.flare.command.account.Facts;
import dev.flare.command.transit.Transit;
import dev.flare.eventstore.Marker;
import dev.flare.eventstore.Sourced;
import dev.flare.eventstore.axon.PostgresEventStorageEngine;
import dev.flare.messages.shared.AccountId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.axonframework.common.infra.ComponentDescriptor;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.messaging.core.Context.ResourceKey;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.modelling.repository.ManagedEntity;
import org.axonframework.modelling.repository.Repository;
import org.jspecify.annotations.Nullable;

/** Loads what a decision rests on from the {@link AccountCache}, and makes its boundary the condition of the append. */
final class BoundaryRepository implements Repository.LifecycleManagement<Boundary, Facts> {

    /** Put into a processing context, decisions in it are made on committed state only. */
    static final ResourceKey<Boolean> COMMITTED_ONLY = ResourceKey.withLabel("committedOnly");

    /** Put into a processing context, nothing is looked for of its transfer between regions that was recorded before. */
    static final ResourceKey<Instant> BEGUN_AT = ResourceKey.withLabel("begunAt");

    private final AccountCache cache;
    private final NamedEvents namedEvents;
    private final EventStore eventStore;

    BoundaryRepository(AccountCache cache, NamedEvents namedEvents, EventStore eventStore) {
        this.cache = cache;
        this.namedEvents = namedEvents;
        this.eventStore = eventStore;
    }

    @Override
    public CompletableFuture<ManagedEntity<Boundary, Facts>> load(Boundary boundary, ProcessingContext context) {
        boolean ahead = !Boolean.TRUE.equals(context.getResource(COMMITTED_ONLY));
        Map<AccountId, Account> accounts = HashMap.newHashMap(boundary.roles().size());
        Marker upTo = null;
        for (AccountId id : boundary.roles().keySet()) {
            AccountCache.Known known = ahead ? cache.ahead(id) : cache.committed(id);
            accounts.put(id, known.account());
            upTo = lowest(upTo, known.upTo());
        }
        boolean reversed = false;
        if (boundary.reversed() != null) {
            Sourced reversals = namedEvents.reversalsOf(boundary.reversed(), ahead);
            reversed = NamedEvents.isReversed(reversals);
            upTo = lowest(upTo, reversals.upTo());
        }
        Transit transit = Transit.NOTHING;
        if (boundary.transaction() != null) {
            Sourced events = namedEvents.ofTransaction(boundary.transaction(), context.getResource(BEGUN_AT), ahead);
            transit = namedEvents.transit(events);
            upTo = lowest(upTo, events.upTo());
        }
        return guarded(new Loaded(boundary, new Facts(accounts, reversed, transit)), lowest(upTo, null), context);
    }

    private static Marker lowest(@Nullable Marker one, @Nullable Marker other) {
        if (one == null) {
            return other == null ? Marker.ORIGIN : other;
        }
        return other == null ? one : one.lowest(other);
    }

    /** Sourcing tells Axon the criteria of the condition; the events themselves were read already. */
    private CompletableFuture<ManagedEntity<Boundary, Facts>> guarded(
            ManagedEntity<Boundary, Facts> entity, Marker upTo, ProcessingContext context) {
        context.putResource(PostgresEventStorageEngine.ALREADY_READ, upTo);
        return eventStore
                .transaction(context)
                .source(SourcingCondition.conditionFor(entity.identifier().criteria()))
                .reduce(entity, (same, nothingNew) -> same);
    }

    @Override
    public CompletableFuture<ManagedEntity<Boundary, Facts>> loadOrCreate(
            Boundary boundary, ProcessingContext context) {
        return load(boundary, context);
    }

    @Override
    public ManagedEntity<Boundary, Facts> persist(Boundary boundary, Facts facts, ProcessingContext context) {
        return new Loaded(boundary, facts);
    }

    @Override
    public ManagedEntity<Boundary, Facts> attach(ManagedEntity<Boundary, Facts> entity, ProcessingContext context) {
        return entity;
    }

    @Override
    public Class<Facts> entityType() {
        return Facts.class;
    }

    @Override
    public Class<Boundary> idType() {
        return Boundary.class;
    }

    @Override
    public void describeTo(ComponentDescriptor descriptor) {
        descriptor.describeProperty("entity", Facts.class.getSimpleName());
    }

    /** What was loaded; only events change it, and the next load sees them. */
    private record Loaded(Boundary identifier, Facts entity) implements ManagedEntity<Boundary, Facts> {

        @Override
        public Facts applyStateChange(UnaryOperator<Facts> change) {
            return change.apply(entity);
        }
    }
}
