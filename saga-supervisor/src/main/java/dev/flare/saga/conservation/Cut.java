package dev.flare.saga.conservation;

import dev.flare.eventstore.EventReader;
import dev.flare.saga.supervision.Wanted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A moment at which both sums are of the same events: no region is taken on while it is looked at, and the states have caught up
 * with all that was learned.
 */
final class Cut {

    /**
     * @param positions up to where each region was taken
     * @param money by currency
     */
    record Seen(Map<String, Long> positions, List<InTransit> money) {}

    private static final String HOLD = "SELECT region, position FROM followed ORDER BY region FOR UPDATE";
    private static final String TAKEN = "SELECT position FROM taken";
    private static final String MONEY = """
            SELECT currency, coalesce(sum(clearing), 0), coalesce(sum(transfers), 0)
            FROM (SELECT currency, balance AS clearing, NULL::numeric AS transfers FROM clearing
                UNION ALL
                SELECT currency, NULL, amount FROM in_transit) both_sides
            GROUP BY currency ORDER BY currency""";

    /** Who takes the regions' logs on waits as long as this at the most. */
    private static final Duration LONGEST = Duration.ofMillis(300);

    private static final long LOOK_AGAIN_MILLIS = 2;

    private final DataSource supervisor;
    private final EventReader log;
    private final Wanted wanted;

    /** @param wanted raised when the states are waited for */
    Cut(DataSource supervisor, EventReader log, Wanted wanted) {
        this.supervisor = supervisor;
        this.log = log;
        this.wanted = wanted;
    }

    /** Both sums; nothing when the states did not catch up in the time that regions may be held. */
    Optional<Seen> look() throws SQLException, InterruptedException {
        try (Connection connection = supervisor.getConnection()) {
            catchUp(connection); // nearly, while nobody has to wait
            connection.setAutoCommit(false);
            try {
                Map<String, Long> positions = hold(connection);
                Optional<Seen> seen =
                        catchUp(connection) ? Optional.of(new Seen(positions, money(connection))) : Optional.empty();
                connection.commit();
                return seen;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** While a region is away its row may be held for long: the others, held here meanwhile, are not to wait for it. */
    private static Map<String, Long> hold(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = '300ms'; SET LOCAL synchronous_commit = off");
            try (ResultSet rows = statement.executeQuery(HOLD)) {
                Map<String, Long> positions = new HashMap<>();
                while (rows.next()) {
                    positions.put(rows.getString(1), rows.getLong(2));
                }
                return positions;
            }
        }
    }

    private boolean catchUp(Connection connection) throws SQLException, InterruptedException {
        long until = System.nanoTime() + LONGEST.toNanos();
        long head = log.head().position();
        wanted.raise();
        while (taken(connection) < head) {
            if (System.nanoTime() > until) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
        return true;
    }

    private static long taken(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(TAKEN);
                ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static List<InTransit> money(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(MONEY);
                ResultSet rows = query.executeQuery()) {
            List<InTransit> money = new ArrayList<>();
            while (rows.next()) {
                money.add(new InTransit(rows.getString(1), rows.getBigDecimal(2), rows.getBigDecimal(3)));
            }
            return money;
        }
    }
}
