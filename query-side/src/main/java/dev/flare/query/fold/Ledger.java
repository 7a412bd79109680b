package dev.flare.query.fold;

import dev.flare.messages.shared.Region;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A region's state in memory, one event after the other. Not for several threads. */
public final class Ledger implements Known {

    private final Region region;
    private final Map<String, AccountState> accounts = new HashMap<>();
    private final Map<String, Totals> totals = new TreeMap<>();
    private final @Nullable String only;

    /** All of a region. */
    public Ledger(Region region) {
        this(region, null);
    }

    /** One account of a region, from the events that touch it; its totals are those of these events alone. */
    public Ledger(Region region, @Nullable String only) {
        this.region = region;
        this.only = only;
    }

    /** Takes the next event. When it throws, nothing has changed. */
    public Change apply(Recorded recorded) {
        Change change = Fold.step(this, recorded);
        change.lines().forEach(line -> put(line.after()));
        TotalsLine line = change.totals();
        if (line != null) {
            totals.put(line.currency(), line.after());
        }
        return change;
    }

    /** Says what is known of an account from elsewhere. */
    public void put(AccountState state) {
        accounts.put(state.accountId(), state);
    }

    /** Says what is known of a currency from elsewhere. */
    public void put(String currency, Totals known) {
        totals.put(currency, known);
    }

    public Map<String, AccountState> accounts() {
        return accounts;
    }

    public Map<String, Totals> totals() {
        return totals;
    }

    @Override
    public Region region() {
        return region;
    }

    @Override
    public @Nullable AccountState account(String accountId) {
        return accounts.get(accountId);
    }

    @Override
    public Totals totals(String currency) {
        return totals.getOrDefault(currency, Totals.ZERO);
    }

    @Override
    public boolean follows(String accountId) {
        return only == null || only.equals(accountId);
    }
}
