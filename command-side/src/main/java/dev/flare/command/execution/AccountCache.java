package dev.flare.command.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.flare.command.account.Account;
import dev.flare.eventstore.AppendRejectedException;
import dev.flare.eventstore.Criteria;
import dev.flare.eventstore.Criterion;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.Marker;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.Sourced;
import dev.flare.eventstore.SourcedEvent;
import dev.flare.messages.ReadEvents;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.shared.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of one region as decisions last saw them, each with the position up to which it is valid, so that deciding
 * reads only what is new. A state that is out of date costs a retry and never a wrong event: the append's condition decides.
 *
 * <p>Kept twice where appends are on their way: as committed, and ahead of the commit. When an append fails, what was read
 * ahead is dropped and the committed state serves again, so that history is not read anew.
 */
final class AccountCache {

    private static final int ACCOUNTS_MAX = 200_000;

    /** An account as of a marker. */
    record Known(Account account, Marker upTo) {}

    private record Entry(Known committed, @Nullable Known ahead) {}

    private final EventStore store;
    private final ReadEvents<LedgerEvent> readEvents;
    private final Cache<AccountId, Entry> entries =
            Caffeine.newBuilder().maximumSize(ACCOUNTS_MAX).build();

    AccountCache(EventStore store, ReadEvents<LedgerEvent> readEvents) {
        this.store = store;
        this.readEvents = readEvents;
    }

    /** The account up to the end of what is committed, as far as this process knows. */
    Known committed(AccountId id) {
        Known base = committedBase(entries.getIfPresent(id), id);
        Known now = next(base, store.source(everythingOf(id), base.upTo()));
        entries.put(id, new Entry(now, null));
        return now;
    }

    /** The account as it will be when everything on its way is committed. */
    Known ahead(AccountId id) {
        Entry entry = entries.getIfPresent(id);
        Known base = entry != null
                        && entry.ahead() != null
                        && store.holds(entry.ahead().upTo())
                ? entry.ahead()
                : committedBase(entry, id);
        try {
            Known now = next(base, store.sourceAhead(everythingOf(id), base.upTo()));
            if (store.holds(base.upTo())) {
                entries.put(id, entry(base, now, committedBase(entry, id)));
                return now;
            }
        } catch (AppendRejectedException outdated) {
            // An append that the kept state was ahead with failed between the two looks: start from what is committed.
        }
        entries.put(id, new Entry(committedBase(entry, id), null));
        return ahead(id);
    }

    private Entry entry(Known base, Known now, Known committed) {
        if (now.upTo().isCommitted()) {
            return new Entry(now, null);
        }
        boolean baseIsCommitted = base.upTo().position() <= store.durable() && store.holds(base.upTo());
        Known kept = baseIsCommitted
                ? new Known(base.account(), Marker.at(base.upTo().position()))
                : committed;
        return new Entry(kept, now);
    }

    private static Known committedBase(@Nullable Entry entry, AccountId id) {
        return entry == null ? new Known(Account.unknown(id), Marker.ORIGIN) : entry.committed();
    }

    private static Criteria everythingOf(AccountId id) {
        return Criteria.of(Criterion.tagged(Tags.account(id)));
    }

    private Known next(Known base, Sourced sourced) {
        Account account = base.account();
        for (SourcedEvent sourcedEvent : sourced.events()) {
            NewEvent event = sourcedEvent.event();
            account = account.evolve(readEvents.read(event.id(), event.type(), event.payload()));
        }
        return new Known(account, sourced.upTo());
    }
}
