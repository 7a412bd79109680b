package dev.flare.query.fold;

import dev.flare.messages.shared.Region;
import org.jspecify.annotations.Nullable;

/** What is known of a region before an event. */
public interface Known {

    Region region();

    /** The account's state, or null when it was not opened. */
    @Nullable
    AccountState account(String accountId);

    Totals totals(String currency);

    /** Whether this account is of interest; the others' lines are left out. */
    default boolean follows(String accountId) {
        return true;
    }
}
