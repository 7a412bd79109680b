package dev.flare.command.execution;

import dev.flare.command.account.Payee;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Posting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.jspecify.annotations.Nullable;

/**
 * What a decision rests on: the accounts it looks at, each in a role, whether a movement was taken back, and what happened here
 * to a transfer between regions. A payer's decision changes with everything that happens to the account, a payee's only with
 * whether the account may be used.
 *
 * @param reversed the id of the movement that must not have been taken back yet, if there is one
 * @param transaction the id of the transfer between regions that it is about, if it is about one
 */
record Boundary(
        Map<AccountId, Role> roles,
        @Nullable String reversed,
        @Nullable String transaction) {

    enum Role {
        PAYER,
        PAYEE
    }

    private static final Set<QualifiedName> PAYEE =
            Payee.RESTS_ON.stream().map(QualifiedName::new).collect(Collectors.toUnmodifiableSet());

    static Boundary payer(AccountId id) {
        return of(Map.of(id, Role.PAYER));
    }

    static Boundary payee(AccountId id) {
        return of(Map.of(id, Role.PAYEE));
    }

    static Boundary transfer(AccountId from, AccountId to) {
        return of(Map.of(from, Role.PAYER, to, Role.PAYEE));
    }

    /** An account that pays once is a payer throughout. */
    static Boundary transfers(List<TransferMoney> transfers) {
        Map<AccountId, Role> roles = new LinkedHashMap<>();
        for (TransferMoney transfer : transfers) {
            roles.put(transfer.from(), Role.PAYER);
            roles.putIfAbsent(transfer.to(), Role.PAYEE);
        }
        return of(roles);
    }

    /** Whoever received pays it back. */
    static Boundary reversal(MoneyEvent original, String id) {
        Map<AccountId, Role> roles = new LinkedHashMap<>();
        for (Posting posting : original.postings()) {
            if (!posting.account().isReserved()) {
                roles.put(posting.account(), posting.amount() > 0 ? Role.PAYER : Role.PAYEE);
            }
        }
        return new Boundary(roles, id, null);
    }

    /** Money that comes from another region. */
    static Boundary arrival(AccountId to, String transaction) {
        return new Boundary(Map.of(to, Role.PAYEE), null, transaction);
    }

    /** A transfer between regions, whatever becomes of accounts. */
    static Boundary transaction(String id) {
        return new Boundary(Map.of(), null, id);
    }

    /** Whoever received from another region pays it back. */
    static Boundary sendingBack(AccountId payer, String original) {
        return new Boundary(Map.of(payer, Role.PAYER), original, original);
    }

    private static Boundary of(Map<AccountId, Role> roles) {
        return new Boundary(roles, null, null);
    }

    List<AccountId> payers() {
        List<AccountId> payers = new ArrayList<>(1);
        roles.forEach((id, role) -> {
            if (role == Role.PAYER) {
                payers.add(id);
            }
        });
        return payers;
    }

    /** Of the events that would change the decision. */
    EventCriteria criteria() {
        List<EventCriteria> criteria = new ArrayList<>(2);
        roles.forEach((id, role) -> criteria.add(criteria(id, role)));
        if (reversed != null) {
            criteria.add(EventCriteria.havingTags(Tags.REVERSES, reversed));
        }
        if (transaction != null) {
            criteria.add(EventCriteria.havingTags(Tags.TRANSACTION, transaction));
        }
        return EventCriteria.either(criteria);
    }

    private static EventCriteria criteria(AccountId id, Role role) {
        return switch (role) {
            case PAYER -> EventCriteria.havingTags(Tags.ACCOUNT, id.value());
            case PAYEE -> EventCriteria.havingTags(Tags.ACCOUNT, id.value()).andBeingOneOfTypes(PAYEE);
        };
    }
}
