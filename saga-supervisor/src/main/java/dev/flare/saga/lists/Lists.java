package dev.flare.saga.lists;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.view.PageRequest;
import dev.flare.saga.supervision.Wanted;
import dev.flare.saga.transaction.CanaryDecision;
import dev.flare.saga.transaction.Transaction;
import dev.flare.saga.work.Pending;
import dev.flare.saga.work.WorkSignal;
import dev.flare.saga.work.WorkTable;
import dev.flare.web.DatabaseAway;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads the lists. Rows and the position that they reflect come from one snapshot of the database. */
public final class Lists {

    private static final String SNAPSHOT = """
            SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
            SET LOCAL plan_cache_mode = force_custom_plan""";

    private static final String TAKEN = "SELECT position FROM taken WHERE fold_version = ?";

    private static final String TRANSACTIONS = """
            SELECT s.position, s.transaction_id, s.state FROM supervised s
            WHERE s.position <= ? AND (?::bigint IS NULL OR s.position %s ?)
            AND (?::text IS NULL OR s.status = ?) AND (s.type = ? OR ?::text IS NULL AND s.type <> ?)
            ORDER BY s.position %s LIMIT ?""";

    private static final String TRANSACTIONS_OF = """
            SELECT s.position, s.transaction_id, s.state
            FROM supervised_participant p JOIN supervised s ON s.position = p.position
            WHERE p.participant = ? AND p.position <= ? AND (?::bigint IS NULL OR p.position %s ?)
            AND (?::text IS NULL OR s.status = ?) AND (s.type = ? OR ?::text IS NULL AND s.type <> ?)
            ORDER BY p.position %s LIMIT ?""";

    private static final String ALERTS = """
            SELECT r.position, r.alert_id, s.state FROM raised r JOIN supervised s ON s.transaction_id = r.transaction_id
            WHERE r.position <= ? AND (?::bigint IS NULL OR r.position %s ?)
            AND (?::text IS NULL OR r.status = ?) AND (r.type = ? OR ?::text IS NULL AND r.type <> ?)
            ORDER BY r.position %s LIMIT ?""";

    private static final long LOOK_AGAIN_MILLIS = 20;

    /**
     * Which items, newest first.
     *
     * @param type only of this one; of all but canaries when it is null
     * @param upTo only what was there at that position
     */
    public record Filter(
            @Nullable String status,
            @Nullable String type,
            @Nullable String participant,
            long upTo) {}

    /**
     * One item.
     *
     * @param position by which the list is ordered
     * @param id of the transaction or alert
     * @param transaction as it stands
     */
    public record Item(long position, String id, Transaction transaction) {}

    /**
     * @param items one more than the page has, when there are more
     * @param position what they reflect
     * @param pending what is still to be done for their transactions
     */
    public record Found(List<Item> items, long position, List<Pending> pending) {}

    private final DataSource database;
    private final Wanted wanted;
    private final WorkSignal signal;
    private final Duration patience;

    /**
     * @param signal raised when the lists have moved
     * @param patience how long an answer waits for what it must reflect
     */
    public Lists(DataSource database, Wanted wanted, WorkSignal signal, Duration patience) {
        this.database = database;
        this.wanted = wanted;
        this.signal = signal;
        this.patience = patience;
    }

    public Found transactions(Filter filter, PageRequest page, long atLeast) {
        return filter.participant() == null
                ? read(TRANSACTIONS, filter, page, atLeast)
                : read(TRANSACTIONS_OF, filter, page, atLeast);
    }

    public Found alerts(Filter filter, PageRequest page, long atLeast) {
        return read(ALERTS, filter, page, atLeast);
    }

    /** What is still to be done for a transaction. */
    public List<Pending> pending(String transactionId) {
        return ask(connection -> WorkTable.pending(connection, List.of(transactionId)));
    }

    private Found read(String sql, Filter filter, PageRequest page, long atLeast) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            long seen = signal.count();
            wanted.raise();
            Optional<Found> found = ask(connection -> attempt(connection, sql, filter, page, atLeast));
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > end) {
                throw new RefusedException(RefusalCode.VIEW_BEHIND, "the lists have not yet seen position " + atLeast);
            }
            await(seen);
        }
    }

    private void await(long seen) {
        try {
            signal.await(seen, Duration.ofMillis(LOOK_AGAIN_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(RefusalCode.UNAVAILABLE, "the supervisor is stopping");
        }
    }

    private static Optional<Found> attempt(
            Connection connection, String sql, Filter filter, PageRequest page, long atLeast) throws SQLException {
        long position = taken(connection);
        if (position < atLeast) {
            return Optional.empty();
        }
        List<Item> items = items(connection, sql, filter, page);
        Collection<String> ids =
                items.stream().map(item -> item.transaction().id()).toList();
        return Optional.of(new Found(items, position, WorkTable.pending(connection, ids)));
    }

    private static long taken(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKEN)) {
            statement.setInt(1, Transaction.FOLD_VERSION);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private static List<Item> items(Connection connection, String sql, Filter filter, PageRequest page)
            throws SQLException {
        String ordered = page.backwards() ? sql.formatted(">", "ASC") : sql.formatted("<", "DESC");
        try (PreparedStatement statement = connection.prepareStatement(ordered)) {
            bind(statement, filter, page);
            try (ResultSet rows = statement.executeQuery()) {
                List<Item> items = new ArrayList<>();
                while (rows.next()) {
                    items.add(new Item(rows.getLong(1), rows.getString(2), TransactionJson.read(rows.getString(3))));
                }
                return items;
            }
        }
    }

    private static void bind(PreparedStatement statement, Filter filter, PageRequest page) throws SQLException {
        Long key = page.key() == null ? null : Long.valueOf(page.key());
        int next = 1;
        if (filter.participant() != null) {
            statement.setString(next++, filter.participant());
        }
        statement.setLong(next++, filter.upTo());
        statement.setObject(next++, key, Types.BIGINT);
        statement.setObject(next++, key, Types.BIGINT);
        statement.setString(next++, filter.status());
        statement.setString(next++, filter.status());
        statement.setString(next++, filter.type());
        statement.setString(next++, filter.type());
        statement.setString(next++, CanaryDecision.TYPE);
        statement.setInt(next, page.size() + 1);
    }

    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> T ask(Question<T> question) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(SNAPSHOT);
                T answer = question.ask(connection);
                connection.commit();
                return answer;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            if (!DatabaseAway.isWhy(e)) {
                throw new IllegalStateException("the lists' database refuses what it is asked", e);
            }
            throw new RefusedException(RefusalCode.UNAVAILABLE, "the supervisor's database does not answer");
        }
    }
}
