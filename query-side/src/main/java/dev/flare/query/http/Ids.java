package dev.flare.query.http;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.query.moment.RegionLogs;

/** Ids in paths. */
public final class Ids {

    private Ids() {}

    /** The id of an account that may exist: of the right form, and of a region that there is. */
    public static AccountId account(String text, RegionLogs logs) {
        AccountId id;
        try {
            id = new AccountId(text);
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalid("accountId", String.valueOf(e.getMessage()));
        }
        if (!logs.regions().contains(id.region())) {
            throw unknown(id);
        }
        return id;
    }

    public static RefusedException unknown(AccountId id) {
        return new RefusedException(RefusalCode.NOT_FOUND, "there is no account " + id, "accountId");
    }

    /** A region that there is. */
    public static Region region(String text, RegionLogs logs) {
        return logs.regions().stream()
                .filter(region -> region.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        RefusalCode.NOT_FOUND, "there is no region " + text + ", only " + logs.regions(), "region"));
    }
}
