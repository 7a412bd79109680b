package dev.flare.command.execution;

import dev.flare.messages.MetadataKeys;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.AccountStatusChanged;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.ledger.HoldReleased;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.MoneyReversed;
import dev.flare.messages.ledger.TransferNotice;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import java.util.HashSet;
import java.util.Set;
import org.axonframework.eventsourcing.eventstore.TagResolver;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventstreaming.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Tags an event with its accounts, the hold, the movement or the transfer between regions that it names, and the keys that its
 * request uses up. World and clearing accounts are no tags: nothing is decided on them, and they would be in nearly every event.
 */
final class LedgerTags implements TagResolver {

    @Override
    public Set<Tag> resolve(EventMessage event) {
        LedgerEvent payload = (LedgerEvent) event.payload();
        Set<Tag> tags = new HashSet<>();
        payload.accounts().forEach(account -> tags.add(new Tag(Tags.ACCOUNT, account.value())));
        switch (payload) {
            case HoldAuthorised authorised -> addHold(tags, authorised.holdId());
            case HoldReleased released -> addHold(tags, released.holdId());
            case HoldCaptured captured -> addHold(tags, captured.holdId());
            case MoneyReversed reversed -> addReversed(tags, reversed.reverses());
            case TransferSent sent -> {
                addTransaction(tags, sent.transferId());
                addReversed(tags, sent.reverses());
            }
            case TransferReceived received -> addTransaction(tags, received.transferId());
            case TransferReturned returned -> {
                addTransaction(tags, returned.transferId());
                addReversed(tags, returned.reverses());
            }
            case TransferNotice notice -> addTransaction(tags, notice.transactionId());
            case AccountOpened opened -> {}
            case AccountStatusChanged changed -> {}
            case MoneyEvent moved -> {}
        }
        addKey(tags, event.metadata().get(MetadataKeys.IDEMPOTENCY_KEY));
        addKey(tags, event.metadata().get(MetadataKeys.BATCH_KEY));
        return tags;
    }

    private static void addKey(Set<Tag> tags, @Nullable String key) {
        if (key != null) {
            tags.add(new Tag(Tags.IDEMPOTENCY_KEY, key));
        }
    }

    private static void addReversed(Set<Tag> tags, @Nullable String movement) {
        if (movement != null) {
            tags.add(new Tag(Tags.REVERSES, movement));
        }
    }

    private static void addTransaction(Set<Tag> tags, String transactionId) {
        tags.add(new Tag(Tags.TRANSACTION, transactionId));
    }

    private static void addHold(Set<Tag> tags, String holdId) {
        tags.add(new Tag(Tags.HOLD, holdId));
        tags.add(new Tag(Tags.HOLDS, Tags.ALL));
    }
}
