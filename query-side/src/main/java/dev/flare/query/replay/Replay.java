package dev.flare.query.replay;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Region;
import dev.flare.messages.view.AccountView;
import dev.flare.messages.view.CurrencyTotals;
import dev.flare.query.fold.AccountState;
import dev.flare.query.fold.Change;
import dev.flare.query.fold.HistoryLine;
import dev.flare.query.fold.Ledger;
import dev.flare.query.fold.Recorded;
import dev.flare.query.fold.Totals;
import dev.flare.query.fold.TotalsLine;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** One replay under way: the fold's state and, where a time of effect was given, the sums of what is effective by then. */
final class Replay {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final Ledger ledger;
    private final @Nullable Instant effectiveAt;
    private final Map<String, Long> effectiveBalances = new HashMap<>();
    private final Map<String, Totals> effectiveTotals = new TreeMap<>();

    Replay(Ledger ledger, @Nullable Instant effectiveAt) {
        this.ledger = ledger;
        this.effectiveAt = effectiveAt;
    }

    void take(Recorded recorded) {
        Change change = ledger.apply(recorded);
        if (effectiveAt != null) {
            change.lines().forEach(line -> count(line, effectiveAt));
            count(change.totals(), effectiveAt);
        }
    }

    private void count(HistoryLine line, Instant by) {
        Long amount = line.amount();
        if (amount != null && !line.effectiveAt().isAfter(by)) {
            effectiveBalances.merge(line.after().accountId(), amount, Math::addExact);
        }
    }

    private void count(@Nullable TotalsLine line, Instant by) {
        if (line != null && !line.effectiveAt().isAfter(by)) {
            Totals before = effectiveTotals.getOrDefault(line.currency(), Totals.ZERO);
            effectiveTotals.put(line.currency(), before.plus(line.movement()));
        }
    }

    Replayed result(Region region, long position, @Nullable Instant recordedAt, boolean withTotals) {
        List<AccountView> accounts = ledger.accounts().values().stream()
                .sorted(Comparator.comparing(AccountState::accountId))
                .map(this::view)
                .toList();
        return new Replayed(region, position, recordedAt, accounts, withTotals ? totals() : List.of());
    }

    private AccountView view(AccountState state) {
        long balance = effectiveAt == null ? state.balance() : effectiveBalances.getOrDefault(state.accountId(), 0L);
        return new AccountView(
                new AccountId(state.accountId()),
                state.currency(),
                state.owner(),
                balance,
                state.held(),
                Math.subtractExact(balance, state.held()),
                state.overdraftLimit(),
                state.status(),
                JSON.readValue(state.metadata(), OBJECT));
    }

    private List<CurrencyTotals> totals() {
        Map<String, Totals> totals = effectiveAt == null ? ledger.totals() : effectiveTotals;
        return totals.entrySet().stream()
                .map(entry -> new CurrencyTotals(
                        entry.getKey(),
                        entry.getValue().accounts(),
                        entry.getValue().world(),
                        entry.getValue().inTransit()))
                .toList();
    }
}
