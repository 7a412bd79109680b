package dev.flare.command.execution;

import dev.flare.command.account.Account;
import dev.flare.eventstore.Marker;
import dev.flare.eventstore.axon.PostgresEventStorageEngine;
import dev.flare.messages.shared.AccountId;
import java.util.ArrayList;
import java.util.List;
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
final class BoundaryRepository<I, E> implements Repository.LifecycleManagement<I, E> {

    /** Put into a processing context, decisions in it are made on committed state only. */
    static final ResourceKey<Boolean> COMMITTED_ONLY = ResourceKey.withLabel("committedOnly");

    private final Boundary<I, E> boundary;
    private final AccountCache cache;
    private final EventStore eventStore;

    BoundaryRepository(Boundary<I, E> boundary, AccountCache cache, EventStore eventStore) {
        this.boundary = boundary;
        this.cache = cache;
        this.eventStore = eventStore;
    }

    @Override
    public CompletableFuture<ManagedEntity<I, E>> load(I id, ProcessingContext context) {
        boolean committedOnly = Boolean.TRUE.equals(context.getResource(COMMITTED_ONLY));
        List<Account> accounts = new ArrayList<>(2);
        Marker upTo = null;
        for (AccountId account : boundary.accounts().apply(id)) {
            AccountCache.Known known = committedOnly ? cache.committed(account) : cache.ahead(account);
            accounts.add(known.account());
            upTo = upTo == null ? known.upTo() : upTo.lowest(known.upTo());
        }
        return guarded(id, new Loaded<>(id, boundary.entity().apply(accounts)), upTo, context);
    }

    /** Sourcing tells Axon the criteria of the condition; the events themselves were read already. */
    private CompletableFuture<ManagedEntity<I, E>> guarded(
            I id, ManagedEntity<I, E> entity, @Nullable Marker upTo, ProcessingContext context) {
        context.putResource(PostgresEventStorageEngine.ALREADY_READ, upTo == null ? Marker.ORIGIN : upTo);
        return eventStore
                .transaction(context)
                .source(SourcingCondition.conditionFor(boundary.criteria().apply(id)))
                .reduce(entity, (same, nothingNew) -> same);
    }

    @Override
    public CompletableFuture<ManagedEntity<I, E>> loadOrCreate(I id, ProcessingContext context) {
        return load(id, context);
    }

    @Override
    public ManagedEntity<I, E> persist(I id, E entity, ProcessingContext context) {
        return new Loaded<>(id, entity);
    }

    @Override
    public ManagedEntity<I, E> attach(ManagedEntity<I, E> entity, ProcessingContext context) {
        return entity;
    }

    @Override
    public Class<E> entityType() {
        return boundary.entityType();
    }

    @Override
    public Class<I> idType() {
        return boundary.idType();
    }

    @Override
    public void describeTo(ComponentDescriptor descriptor) {
        descriptor.describeProperty("entity", boundary.entityType().getSimpleName());
    }

    /** What was loaded; only events change it, and the next load sees them. */
    private record Loaded<I, E>(I identifier, E entity) implements ManagedEntity<I, E> {

        @Override
        public E applyStateChange(UnaryOperator<E> change) {
            return change.apply(entity);
        }
    }
}
