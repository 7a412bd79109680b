package dev.flare.messages.view;

import dev.flare.messages.shared.AccountId;

/**
 * An account's statement, by position or, with an effective time, by (effectiveAt, position); answered by a {@link Slice} of
 * {@link EntryView}.
 */
public record GetEntries(AccountId accountId, Reading reading, PageRequest page) {}
