package dev.flare.query.projection;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.Follower;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.shared.Region;
import dev.flare.query.fold.AccountState;
import dev.flare.query.fold.Change;
import dev.flare.query.fold.Ledger;
import dev.flare.query.fold.Recorded;
import dev.flare.query.fold.Totals;
import dev.flare.query.moment.ViewSignal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes one region's rows of accounts, statements and totals from its log.
 *
 * <p>Rows and position commit in one transaction that holds the position's row from the start: each event counts exactly once,
 * however many instances run and whenever they are killed. States are kept in memory only as long as the position in the
 * database is the one they were made for; otherwise somebody else moved the view and they are read again.
 */
public final class LedgerProjection implements Follower.Step {

    // An account's row is written once per batch: the more events in it, the fewer rows, and 4 000 take a quarter of a
    // second.
    private static final int BATCH = 4_000;

    private static final int CACHED_ACCOUNTS = 100_000;

    // A crash may take back the last commits, position and rows together: the events are then folded again.
    private static final String MAY_BE_LOST = "SET LOCAL synchronous_commit = off";

    private record Read(StoredEvent stored, @Nullable Recorded recorded) {}

    private final Region region;
    private final EventReader reader;
    private final DataSource views;
    private final ViewSignal signal;
    private final Set<String> skippedTypes = new HashSet<>();
    private final Map<String, AccountState> cachedAccounts = lru();
    private Map<String, Totals> cachedTotals = Map.of();
    private long cachedAt = -1;

    public LedgerProjection(Region region, EventReader reader, DataSource views, ViewSignal signal) {
        this.region = region;
        this.reader = reader;
        this.views = views;
        this.signal = signal;
    }

    public Region region() {
        return region;
    }

    /** Takes the next events. When it throws, nothing has changed. Not for several threads. */
    @Override
    public Follower.Progress take() throws SQLException {
        try (Connection connection = views.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return takeOn(connection);
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private Follower.Progress takeOn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(MAY_BE_LOST);
        }
        LedgerRows rows = new LedgerRows(connection, region);
        long position = rows.lockPosition();
        List<StoredEvent> events = reader.after(position, BATCH);
        if (events.isEmpty()) {
            connection.commit();
            return new Follower.Progress(position, false);
        }
        long reached = fold(rows, position, events);
        return new Follower.Progress(
                reached, events.size() == BATCH || reached < events.getLast().position());
    }

    private long fold(LedgerRows rows, long position, List<StoredEvent> events) throws SQLException {
        check(position, events);
        List<Read> readable = readable(events);
        Ledger ledger = known(rows, position, readable);
        List<Change> changes = new ArrayList<>(readable.size());
        List<Read> taken = takeWhileFoldable(readable, ledger, changes);
        StoredEvent last = taken.getLast().stored();
        rows.write(changes);
        rows.movePosition(last, skipped(taken));
        rows.commit();
        cachedAccounts.putAll(ledger.accounts());
        cachedTotals = Map.copyOf(ledger.totals());
        cachedAt = last.position();
        signal.raise();
        taken.forEach(read -> EventLog.taken(region, read.stored()));
        return last.position();
    }

    /** The reader promises it; money depends on it. */
    private static void check(long position, List<StoredEvent> events) {
        long expected = position;
        for (StoredEvent event : events) {
            expected++;
            if (event.position() != expected) {
                throw new IllegalStateException("event " + event.position() + " follows where " + expected + " must");
            }
        }
    }

    /** The events up to the first that cannot be read; when that is the very first, its failure is the step's. */
    private List<Read> readable(List<StoredEvent> events) {
        List<Read> readable = new ArrayList<>(events.size());
        for (StoredEvent event : events) {
            try {
                readable.add(new Read(event, Recorded.read(event)));
            } catch (RuntimeException e) {
                failUnless(!readable.isEmpty(), event, e);
                return readable;
            }
        }
        return readable;
    }

    private List<Read> takeWhileFoldable(List<Read> events, Ledger ledger, List<Change> changes) {
        for (int i = 0; i < events.size(); i++) {
            Recorded recorded = events.get(i).recorded();
            try {
                if (recorded != null) {
                    changes.add(ledger.apply(recorded));
                }
            } catch (RuntimeException e) {
                failUnless(i > 0, events.get(i).stored(), e);
                return events.subList(0, i);
            }
        }
        return events;
    }

    private void failUnless(boolean somethingTaken, StoredEvent event, RuntimeException cause) {
        if (!somethingTaken) {
            EventLog.failed(region, event, cause);
            throw new IllegalStateException(
                    "event " + event.position() + " of region " + region + " cannot be folded: " + cause.getMessage(),
                    cause);
        }
    }

    private int skipped(List<Read> taken) {
        int skipped = 0;
        for (Read read : taken) {
            if (read.recorded() == null) {
                skipped++;
                report(read.stored());
            }
        }
        return skipped;
    }

    /** Once per type: there may be many of them. */
    private void report(StoredEvent event) {
        if (skippedTypes.add(event.type())) {
            EventLog.skipped(region, event);
        }
    }

    private Ledger known(LedgerRows rows, long position, List<Read> events) throws SQLException {
        if (cachedAt != position) {
            cachedAccounts.clear();
            cachedTotals = rows.totals();
            cachedAt = position;
        }
        Ledger ledger = new Ledger(region);
        cachedTotals.forEach(ledger::put);
        Set<String> missing = new HashSet<>();
        for (String id : accountsOf(events)) {
            AccountState state = cachedAccounts.get(id);
            if (state == null) {
                missing.add(id);
            } else {
                ledger.put(state);
            }
        }
        rows.accounts(missing).forEach(ledger::put);
        return ledger;
    }

    private static Set<String> accountsOf(List<Read> events) {
        Set<String> ids = new HashSet<>();
        for (Read read : events) {
            if (read.recorded() != null) {
                read.recorded().event().accounts().forEach(account -> ids.add(account.value()));
            }
        }
        return ids;
    }

    private static Map<String, AccountState> lru() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, AccountState> eldest) {
                return size() > CACHED_ACCOUNTS;
            }
        };
    }
}
