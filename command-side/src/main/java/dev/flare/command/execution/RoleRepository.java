package dev.flare.command.execution;

import dev.flare.command.account.Account;
import dev.flare.eventstore.axon.PostgresEventStorageEngine;
import dev.flare.messages.Tags;
import dev.flare.messages.shared.AccountId;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.axonframework.common.infra.ComponentDescriptor;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.messaging.core.Context.ResourceKey;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.modelling.repository.ManagedEntity;
import org.axonframework.modelling.repository.Repository;

/**
 * Loads accounts in one role from the {@link AccountCache}. What the decision then rests on, and so the condition of its
 * append, is what the role says: all events of a payer, only the status of a payee.
 */
final class RoleRepository<R> implements Repository.LifecycleManagement<AccountId, R> {

    /** Put into a processing context, decisions in it are made on committed state only. */
    static final ResourceKey<Boolean> COMMITTED_ONLY = ResourceKey.withLabel("committedOnly");

    private final Class<R> role;
    private final Function<Account, R> inRole;
    private final Set<QualifiedName> restsOn;
    private final AccountCache cache;
    private final EventStore eventStore;

    RoleRepository(
            Class<R> role,
            Function<Account, R> inRole,
            Set<String> restsOn,
            AccountCache cache,
            EventStore eventStore) {
        this.role = role;
        this.inRole = inRole;
        this.restsOn = restsOn.stream().map(QualifiedName::new).collect(Collectors.toUnmodifiableSet());
        this.cache = cache;
        this.eventStore = eventStore;
    }

    @Override
    public CompletableFuture<ManagedEntity<AccountId, R>> load(AccountId id, ProcessingContext context) {
        boolean committedOnly = Boolean.TRUE.equals(context.getResource(COMMITTED_ONLY));
        AccountCache.Known known = committedOnly ? cache.committed(id) : cache.ahead(id);
        context.putResource(PostgresEventStorageEngine.ALREADY_READ, known.upTo());
        EventCriteria criteria =
                EventCriteria.havingTags(Tags.ACCOUNT, id.value()).andBeingOneOfTypes(restsOn);
        ManagedEntity<AccountId, R> entity = new Loaded<>(id, inRole.apply(known.account()));
        return eventStore
                .transaction(context)
                .source(SourcingCondition.conditionFor(criteria))
                .reduce(entity, (same, nothingNew) -> same);
    }

    @Override
    public CompletableFuture<ManagedEntity<AccountId, R>> loadOrCreate(AccountId id, ProcessingContext context) {
        return load(id, context);
    }

    @Override
    public ManagedEntity<AccountId, R> persist(AccountId id, R entity, ProcessingContext context) {
        return new Loaded<>(id, entity);
    }

    @Override
    public ManagedEntity<AccountId, R> attach(ManagedEntity<AccountId, R> entity, ProcessingContext context) {
        return entity;
    }

    @Override
    public Class<R> entityType() {
        return role;
    }

    @Override
    public Class<AccountId> idType() {
        return AccountId.class;
    }

    @Override
    public void describeTo(ComponentDescriptor descriptor) {
        descriptor.describeProperty("role", role.getSimpleName());
    }

    /** What was loaded; only events change it, and the next load sees them. */
    private record Loaded<R>(AccountId identifier, R entity) implements ManagedEntity<AccountId, R> {

        @Override
        public R applyStateChange(UnaryOperator<R> change) {
            return change.apply(entity);
        }
    }
}
