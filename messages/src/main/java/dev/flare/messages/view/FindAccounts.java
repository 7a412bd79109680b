package dev.flare.messages.view;

import dev.flare.messages.shared.Region;
import org.jspecify.annotations.Nullable;

/**
 * Accounts by id; answered by a {@link Slice} of {@link AccountView}. A filter that is null lets everything through; at a
 * fixed moment only region and owner may be given.
 */
public record FindAccounts(
        @Nullable Region region,
        @Nullable String owner,
        @Nullable String currency,
        @Nullable AccountStatus status,
        @Nullable Long minBalance,
        Reading reading,
        PageRequest page) {}
