package dev.flare.query.projection;

import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.shared.Region;
import dev.flare.messages.view.AccountStatus;
import dev.flare.query.fold.AccountState;
import dev.flare.query.fold.Change;
import dev.flare.query.fold.Fold;
import dev.flare.query.fold.HistoryLine;
import dev.flare.query.fold.Totals;
import dev.flare.query.fold.TotalsLine;
import dev.flare.query.moment.ViewReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A region's rows of the view, in one transaction: one statement per table, whatever the number of events. */
final class LedgerRows {

    private static final String LOCK = """
            SELECT position, fold_version FROM view_position WHERE view = ? AND region = ? FOR UPDATE""";

    private static final String START = """
            INSERT INTO view_position (view, region, fold_version) VALUES (?, ?, ?) ON CONFLICT DO NOTHING""";

    private static final String MOVE = """
            UPDATE view_position SET position = ?, recorded_at = ?, skipped = skipped + ? WHERE view = ? AND region = ?""";

    private static final String RESTART = """
            UPDATE view_position SET position = 0, recorded_at = NULL, skipped = 0, fold_version = ?
            WHERE view = ? AND region = ?""";

    private static final String FORGET_HISTORY = """
            DELETE FROM account_history h USING account a WHERE a.account_id = h.account_id AND a.region = ?""";

    private static final String FORGET_ACCOUNTS = "DELETE FROM account WHERE region = ?";

    private static final String FORGET_TOTALS = "DELETE FROM region_totals WHERE region = ?";

    private static final String ACCOUNTS = """
            SELECT account_id, currency, owner, overdraft_limit, metadata, balance, held, status, opened_position, position
            FROM account WHERE account_id = ANY (?)""";

    // Steps from currency to currency through the index instead of reading every row.
    private static final String TOTALS = """
            WITH RECURSIVE known (currency) AS (
                (SELECT t.currency FROM region_totals t WHERE t.region = ? ORDER BY t.currency LIMIT 1)
                UNION ALL
                SELECT (SELECT t.currency FROM region_totals t WHERE t.region = ? AND t.currency > k.currency
                        ORDER BY t.currency LIMIT 1)
                FROM known k WHERE k.currency IS NOT NULL)
            SELECT k.currency, t.accounts, t.world, t.in_transit FROM known k CROSS JOIN LATERAL (
                SELECT * FROM region_totals t WHERE t.region = ? AND t.currency = k.currency
                ORDER BY t.position DESC LIMIT 1) t""";

    private static final String WRITE_HISTORY = """
            INSERT INTO account_history (account_id, position, line, amount, balance, held, status, transaction_id,
                recorded_at, effective_at, reference)
            SELECT * FROM unnest(?::text[], ?::bigint[], ?::integer[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[],
                ?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[])""";

    private static final String WRITE_ACCOUNTS = """
            INSERT INTO account AS a (account_id, region, currency, owner, overdraft_limit, metadata, balance, held, status,
                opened_position, position)
            SELECT n.account_id, ?, n.currency, n.owner, n.overdraft_limit, n.metadata, n.balance, n.held, n.status,
                n.opened_position, n.position
            FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::text[],
                ?::bigint[], ?::bigint[])
                AS n (account_id, currency, owner, overdraft_limit, metadata, balance, held, status, opened_position, position)
            ON CONFLICT (account_id) DO UPDATE SET balance = excluded.balance, held = excluded.held,
                status = excluded.status, position = excluded.position""";

    private static final String WRITE_TOTALS = """
            INSERT INTO region_totals (region, currency, position, accounts, world, in_transit, accounts_delta, world_delta,
                in_transit_delta, effective_at)
            SELECT ?, n.* FROM unnest(?::text[], ?::bigint[], ?::numeric[], ?::numeric[], ?::numeric[], ?::bigint[],
                ?::bigint[], ?::bigint[], ?::timestamptz[]) AS n""";

    private record Written(long position, HistoryLine line) {}

    private record WrittenTotals(long position, TotalsLine line) {}

    private final Connection connection;
    private final Region region;

    LedgerRows(Connection connection, Region region) {
        this.connection = connection;
        this.region = region;
    }

    /** Where the view stands. Nobody else can move it until this transaction ends. */
    long lockPosition() throws SQLException {
        Long position = tryLock();
        if (position == null) {
            try (PreparedStatement statement = connection.prepareStatement(START)) {
                statement.setString(1, ViewReader.VIEW);
                statement.setString(2, region.name());
                statement.setInt(3, Fold.FOLD_VERSION);
                statement.executeUpdate();
            }
            position = Objects.requireNonNull(tryLock());
        }
        return position;
    }

    private @Nullable Long tryLock() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setString(1, ViewReader.VIEW);
            statement.setString(2, region.name());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return null;
                }
                int madeBy = rows.getInt(2);
                if (madeBy > Fold.FOLD_VERSION) {
                    throw new IllegalStateException("the rows of " + region + " were made by fold " + madeBy
                            + " of a newer query side, this one has fold " + Fold.FOLD_VERSION);
                }
                return madeBy == Fold.FOLD_VERSION ? rows.getLong(1) : startAgain();
            }
        }
    }

    /**
     * Rows of an older fold and rows of this one must never be mixed. Rows of a newer one are left alone: while an upgrade is
     * under way, instances of both would otherwise take the view from each other for ever.
     */
    private long startAgain() throws SQLException {
        forget(FORGET_HISTORY);
        forget(FORGET_ACCOUNTS);
        forget(FORGET_TOTALS);
        try (PreparedStatement statement = connection.prepareStatement(RESTART)) {
            statement.setInt(1, Fold.FOLD_VERSION);
            statement.setString(2, ViewReader.VIEW);
            statement.setString(3, region.name());
            statement.executeUpdate();
        }
        return 0;
    }

    private void forget(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, region.name());
            statement.executeUpdate();
        }
    }

    List<AccountState> accounts(Collection<String> ids) throws SQLException {
        List<AccountState> states = new ArrayList<>();
        if (ids.isEmpty()) {
            return states;
        }
        try (PreparedStatement statement = connection.prepareStatement(ACCOUNTS)) {
            statement.setArray(1, connection.createArrayOf("text", ids.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    states.add(account(rows));
                }
            }
        }
        return states;
    }

    private static AccountState account(ResultSet rows) throws SQLException {
        return new AccountState(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getLong(4),
                rows.getString(5),
                rows.getLong(6),
                rows.getLong(7),
                AccountStatus.valueOf(rows.getString(8)),
                rows.getLong(9),
                rows.getLong(10));
    }

    Map<String, Totals> totals() throws SQLException {
        Map<String, Totals> totals = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TOTALS)) {
            statement.setString(1, region.name());
            statement.setString(2, region.name());
            statement.setString(3, region.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    totals.put(
                            rows.getString(1),
                            new Totals(
                                    rows.getBigDecimal(2).toBigIntegerExact(),
                                    rows.getBigDecimal(3).toBigIntegerExact(),
                                    rows.getBigDecimal(4).toBigIntegerExact()));
                }
            }
        }
        return totals;
    }

    void write(List<Change> changes) throws SQLException {
        List<Written> lines = new ArrayList<>(2 * changes.size());
        List<WrittenTotals> totals = new ArrayList<>();
        Map<String, AccountState> last = new LinkedHashMap<>();
        for (Change change : changes) {
            for (HistoryLine line : change.lines()) {
                lines.add(new Written(change.position(), line));
                last.put(line.after().accountId(), line.after());
            }
            TotalsLine line = change.totals();
            if (line != null) {
                totals.add(new WrittenTotals(change.position(), line));
            }
        }
        writeHistory(lines);
        writeAccounts(last.values());
        writeTotals(totals);
    }

    private void writeHistory(List<Written> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITE_HISTORY)) {
            Columns<Written> columns = new Columns<>(connection, statement, rows, 1);
            columns.text(row -> row.line().after().accountId());
            columns.numbers(Written::position);
            columns.integers(row -> row.line().number());
            columns.numbers(row -> row.line().amount());
            columns.numbers(row -> row.line().after().balance());
            columns.numbers(row -> row.line().after().held());
            columns.text(row -> row.line().after().status().name());
            columns.text(row -> row.line().transactionId());
            columns.instants(row -> row.line().recordedAt());
            columns.instants(row -> row.line().effectiveAt());
            columns.text(row -> row.line().reference());
            columns.write();
        }
    }

    private void writeAccounts(Collection<AccountState> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITE_ACCOUNTS)) {
            statement.setString(1, region.name());
            Columns<AccountState> columns = new Columns<>(connection, statement, rows, 2);
            columns.text(AccountState::accountId);
            columns.text(AccountState::currency);
            columns.text(AccountState::owner);
            columns.numbers(AccountState::overdraftLimit);
            columns.text(AccountState::metadata);
            columns.numbers(AccountState::balance);
            columns.numbers(AccountState::held);
            columns.text(row -> row.status().name());
            columns.numbers(AccountState::openedPosition);
            columns.numbers(AccountState::position);
            columns.write();
        }
    }

    private void writeTotals(List<WrittenTotals> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITE_TOTALS)) {
            statement.setString(1, region.name());
            Columns<WrittenTotals> columns = new Columns<>(connection, statement, rows, 2);
            columns.text(row -> row.line().currency());
            columns.numbers(WrittenTotals::position);
            columns.wide(row -> row.line().after().accounts());
            columns.wide(row -> row.line().after().world());
            columns.wide(row -> row.line().after().inTransit());
            columns.numbers(row -> row.line().movement().accounts());
            columns.numbers(row -> row.line().movement().world());
            columns.numbers(row -> row.line().movement().inTransit());
            columns.instants(row -> row.line().effectiveAt());
            columns.write();
        }
    }

    void movePosition(StoredEvent last, int skipped) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            statement.setLong(1, last.position());
            statement.setObject(2, last.recordedAt().atOffset(ZoneOffset.UTC));
            statement.setInt(3, skipped);
            statement.setString(4, ViewReader.VIEW);
            statement.setString(5, region.name());
            statement.executeUpdate();
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }
}
