package dev.flare.messages.view;

import dev.flare.messages.shared.AccountId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An account as it was known. All amounts are in minor units.
 *
 * @param currency null when the account was not opened yet
 * @param owner null when it has none, or was not opened yet
 * @param available the balance less what is held
 */
public record AccountView(
        AccountId accountId,
        @Nullable String currency,
        @Nullable String owner,
        long balance,
        long held,
        long available,
        long overdraftLimit,
        AccountStatus status,
        Map<String, Object> metadata) {}
