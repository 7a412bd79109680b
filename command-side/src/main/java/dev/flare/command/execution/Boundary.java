package dev.flare.command.execution;

import dev.flare.command.account.Account;
import dev.flare.command.account.Parties;
import dev.flare.command.account.Payee;
import dev.flare.command.account.Payer;
import dev.flare.messages.Tags;
import dev.flare.messages.shared.AccountId;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriteria;

/**
 * What a decision rests on: the accounts it looks at, and the events that would change it. A payer's decision changes with
 * everything that happens to the account, a payee's only with whether the account may be used.
 *
 * @param accounts that an id stands for
 * @param criteria of the events that would change the decision
 * @param entity what the decision is made on, from the accounts in their order
 */
record Boundary<I, E>(
        Class<I> idType,
        Class<E> entityType,
        Function<I, List<AccountId>> accounts,
        Function<I, EventCriteria> criteria,
        Function<List<Account>, E> entity) {

    private static final Set<QualifiedName> PAYER = names(Payer.RESTS_ON);
    private static final Set<QualifiedName> PAYEE = names(Payee.RESTS_ON);

    static final Boundary<AccountId, Payer> OF_PAYER = new Boundary<>(
            AccountId.class,
            Payer.class,
            List::of,
            id -> events(id, PAYER),
            accounts -> new Payer(accounts.getFirst()));

    static final Boundary<AccountId, Payee> OF_PAYEE = new Boundary<>(
            AccountId.class,
            Payee.class,
            List::of,
            id -> events(id, PAYEE),
            accounts -> new Payee(accounts.getFirst()));

    static final Boundary<Parties.Id, Parties> OF_PARTIES = new Boundary<>(
            Parties.Id.class,
            Parties.class,
            id -> List.of(id.from(), id.to()),
            id -> EventCriteria.either(events(id.from(), PAYER), events(id.to(), PAYEE)),
            accounts -> new Parties(new Payer(accounts.getFirst()), new Payee(accounts.getLast())));

    private static EventCriteria events(AccountId id, Set<QualifiedName> types) {
        return EventCriteria.havingTags(Tags.ACCOUNT, id.value()).andBeingOneOfTypes(types);
    }

    private static Set<QualifiedName> names(Set<String> types) {
        return types.stream().map(QualifiedName::new).collect(Collectors.toUnmodifiableSet());
    }
}
