package dev.flare.command.execution;

import dev.flare.messages.MetadataKeys;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Posting;
import java.util.HashSet;
import java.util.Set;
import org.axonframework.eventsourcing.eventstore.TagResolver;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventstreaming.Tag;

/**
 * Tags an event with its accounts and the key of its request. World and clearing accounts are no tags: nothing is decided
 * on them, and they would be in nearly every event.
 */
final class LedgerTags implements TagResolver {

    @Override
    public Set<Tag> resolve(EventMessage event) {
        Set<Tag> tags = new HashSet<>();
        switch ((LedgerEvent) event.payload()) {
            case AccountOpened opened -> tags.add(account(opened.accountId()));
            case MoneyEvent moved -> addAccounts(tags, moved);
        }
        String key = event.metadata().get(MetadataKeys.IDEMPOTENCY_KEY);
        if (key != null) {
            tags.add(new Tag(Tags.IDEMPOTENCY_KEY, key));
        }
        return tags;
    }

    private static void addAccounts(Set<Tag> tags, MoneyEvent moved) {
        for (Posting posting : moved.postings()) {
            if (!posting.account().isReserved()) {
                tags.add(account(posting.account()));
            }
        }
    }

    private static Tag account(AccountId id) {
        return new Tag(Tags.ACCOUNT, id.value());
    }
}
