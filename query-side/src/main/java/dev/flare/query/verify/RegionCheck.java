package dev.flare.query.verify;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.Head;
import dev.flare.eventstore.StoredEvent;
import dev.flare.eventstore.TagIndexCheck;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.Region;
import dev.flare.query.fold.AccountState;
import dev.flare.query.fold.Change;
import dev.flare.query.fold.HistoryLine;
import dev.flare.query.fold.Ledger;
import dev.flare.query.fold.Recorded;
import dev.flare.query.fold.TotalsLine;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks one region from its first event to its head, with the index over its tags; the views up to where they stand. */
final class RegionCheck {

    private static final int BATCH = 2_000;

    private final EventReader log;
    private final @Nullable ViewRows view;
    private final long viewPosition;
    private final Head head;
    private final Verification.Progress progress;
    private final Region region;
    private final ChainCheck chain = new ChainCheck();
    private final TagIndexCheck tagIndex;
    private final Ledger ledger;
    private long events;
    private long accounts;

    /** @param view null when the log alone is to be checked */
    RegionCheck(
            Region region,
            EventReader log,
            @Nullable ViewRows view,
            long viewPosition,
            Head head,
            Verification.Progress progress) {
        this.region = region;
        this.log = log;
        this.view = view;
        this.viewPosition = viewPosition;
        this.head = head;
        this.progress = progress;
        this.ledger = new Ledger(region);
        this.tagIndex = new TagIndexCheck(log, head.position());
    }

    long events() {
        return events;
    }

    long accounts() {
        return accounts;
    }

    void run() throws SQLException {
        Difference.unless(
                viewPosition <= head.position(),
                viewPosition,
                "seen by the view, but the log ends at " + head.position());
        if (view != null) {
            through(0, viewPosition, view);
            checkAccounts(view);
            checkNothingBeyond(view);
        }
        through(viewPosition, head.position(), null);
        chain.end(head);
        checkNothingOutside();
        checkTagIndex();
    }

    private void through(long from, long to, @Nullable ViewRows compared) throws SQLException {
        long at = from;
        while (at < to) {
            List<StoredEvent> batch = read(at, (int) Math.min(BATCH, to - at));
            Difference.unless(!batch.isEmpty(), at + 1, "missing; the head is at " + head.position());
            List<Change> changes = new ArrayList<>();
            batch.forEach(event -> take(event, changes));
            if (compared != null) {
                checkRows(compared, at, batch.getLast().position(), changes);
            }
            at = batch.getLast().position();
            progress.at(region, at, head.position());
        }
    }

    /** Of events among which one cannot be read at all, those before it come first. */
    private List<StoredEvent> read(long after, int limit) {
        try {
            return log.after(after, limit);
        } catch (IllegalArgumentException e) {
            Difference.unless(limit > 1, after + 1, "cannot be read: " + e.getMessage());
            return read(after, limit / 2);
        }
    }

    private void take(StoredEvent event, List<Change> changes) {
        chain.take(event);
        tagIndex.take(event);
        try {
            Recorded recorded = Recorded.read(event);
            if (recorded != null) {
                checkSum(recorded);
                changes.add(ledger.apply(recorded));
            }
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
            throw new Difference("position " + event.position() + ": " + e.getMessage());
        }
        events++;
    }

    private static void checkSum(Recorded recorded) {
        if (recorded.event() instanceof MoneyEvent money) {
            BigInteger sum = money.postings().stream()
                    .map(Posting::amount)
                    .map(BigInteger::valueOf)
                    .reduce(BigInteger.ZERO, BigInteger::add);
            Difference.unless(sum.signum() == 0, recorded.position(), "the postings sum to " + sum);
        }
    }

    private static void checkRows(ViewRows view, long after, long to, List<Change> changes) throws SQLException {
        List<ViewRows.History> history = new ArrayList<>();
        List<ViewRows.TotalsRow> totals = new ArrayList<>();
        for (Change change : changes) {
            for (HistoryLine line : change.lines()) {
                history.add(new ViewRows.History(change.position(), line.after().accountId(), line));
            }
            TotalsLine line = change.totals();
            if (line != null) {
                totals.add(new ViewRows.TotalsRow(change.position(), line));
            }
        }
        compare("account_history", history, view.history(after, to));
        compare("region_totals", totals, view.totals(after, to));
    }

    private static <R extends ViewRows.Row> void compare(String table, List<R> expected, List<R> found) {
        int both = Math.max(expected.size(), found.size());
        for (int i = 0; i < both; i++) {
            R must = i < expected.size() ? expected.get(i) : null;
            R is = i < found.size() ? found.get(i) : null;
            if (must == null || is == null || !must.comparable().equals(is.comparable())) {
                throw different(table, must, is);
            }
        }
    }

    private static Difference different(String table, ViewRows.@Nullable Row must, ViewRows.@Nullable Row is) {
        long position = must == null
                ? (is == null ? 0 : is.position())
                : (is == null ? must.position() : Math.min(must.position(), is.position()));
        return new Difference(
                "position " + position + ": " + table + " has " + text(is) + ", the replay " + text(must));
    }

    private static Object text(ViewRows.@Nullable Row row) {
        return row == null ? "no row" : row.comparable();
    }

    private void checkAccounts(ViewRows view) throws SQLException {
        Map<String, AccountState> expected = new TreeMap<>(ledger.accounts());
        accounts = expected.size();
        view.forEachAccount(found -> {
            AccountState must = expected.remove(found.accountId());
            if (!found.equals(must)) {
                throw new Difference("account " + found.accountId() + ": account has " + found + ", the replay "
                        + (must == null ? "no row" : must));
            }
        });
        if (!expected.isEmpty()) {
            AccountState missing = expected.values().iterator().next();
            throw new Difference("account " + missing.accountId() + ": account has no row, the replay " + missing);
        }
    }

    private void checkNothingBeyond(ViewRows view) throws SQLException {
        Long beyond = view.firstBeyond(viewPosition);
        if (beyond != null) {
            throw new Difference("position " + beyond + ": the views have rows of it, but stand at " + viewPosition);
        }
    }

    private void checkNothingOutside() {
        log.firstOutside().ifPresent(position -> {
            throw new Difference("position " + position
                    + ": there is an event, but the head says that the log goes from 1 to " + head.position());
        });
    }

    private void checkTagIndex() {
        tagIndex.difference().ifPresent(found -> {
            throw new Difference("position " + found.position() + ": " + found.what());
        });
    }
}
