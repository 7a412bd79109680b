package dev.flare.command.expiry;

import dev.flare.messages.EventCodec;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.ledger.HoldReleased;
import dev.flare.messages.ledger.LedgerEvent;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** When open holds expire, as a table made from the events of holds. */
final class HoldExpiries {

    private static final int EVENTS_AT_ONCE = 1_000;

    /** Whether there is anything to do: takes no lock and writes nothing, for mostly there is not. */
    private static final String LOOK = """
            SELECT EXISTS (SELECT FROM events e
                    WHERE e.type IN ('ledger.HoldAuthorised', 'ledger.HoldCaptured', 'ledger.HoldVoided', 'ledger.HoldExpired')
                        AND e.position > (SELECT position FROM hold_expiry_position)) AS unread,
                EXISTS (SELECT FROM hold_expiry WHERE expires_at <= ?) AS due""";

    // A crash may take back the last commits, rows and position together: the events are then read again.
    private static final String MAY_BE_LOST = "SET LOCAL synchronous_commit = off";

    private static final String LOCK = "SELECT position FROM hold_expiry_position FOR UPDATE SKIP LOCKED";
    private static final String MOVE = "UPDATE hold_expiry_position SET position = ?";
    static final String EVENTS = """
            SELECT e.position, e.type, e.payload FROM events e
            WHERE e.type IN ('ledger.HoldAuthorised', 'ledger.HoldCaptured', 'ledger.HoldVoided', 'ledger.HoldExpired')
                AND e.position > ?
            ORDER BY e.position LIMIT ?""";
    private static final String ADD = """
            INSERT INTO hold_expiry (hold_id, expires_at)
            SELECT * FROM unnest(?::text[], ?::timestamptz[]) ON CONFLICT DO NOTHING""";
    private static final String REMOVE = "DELETE FROM hold_expiry WHERE hold_id = ANY (?)";
    private static final String DUE =
            "SELECT hold_id FROM hold_expiry WHERE expires_at <= ? ORDER BY expires_at LIMIT ?";

    /**
     * What there is to do.
     *
     * @param unread whether something happened to holds since last time
     * @param due whether the time of a hold is over, among those that were taken up
     */
    record Work(boolean unread, boolean due) {}

    private final DataSource region;

    HoldExpiries(DataSource region) {
        this.region = region;
    }

    Work look(Instant now) throws SQLException {
        try (Connection connection = region.getConnection();
                PreparedStatement look = connection.prepareStatement(LOOK)) {
            look.setObject(1, now.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = look.executeQuery()) {
                rows.next();
                return new Work(rows.getBoolean(1), rows.getBoolean(2));
            }
        }
    }

    /** Takes up what happened to holds since last time, unless another instance is at it. */
    void catchUp() throws SQLException {
        try (Connection connection = region.getConnection()) {
            connection.setAutoCommit(false);
            try {
                while (takeUp(connection)) {
                    connection.commit();
                }
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static boolean takeUp(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(MAY_BE_LOST);
        }
        try (PreparedStatement lock = connection.prepareStatement(LOCK);
                ResultSet rows = lock.executeQuery()) {
            return rows.next() && takeUpAfter(connection, rows.getLong(1)) == EVENTS_AT_ONCE;
        }
    }

    private static int takeUpAfter(Connection connection, long position) throws SQLException {
        Changes changes = new Changes();
        long last = position;
        int count = 0;
        try (PreparedStatement events = connection.prepareStatement(EVENTS)) {
            events.setLong(1, position);
            events.setInt(2, EVENTS_AT_ONCE);
            try (ResultSet rows = events.executeQuery()) {
                for (; rows.next(); count++) {
                    last = rows.getLong(1);
                    changes.take(EventCodec.read(rows.getString(2), rows.getString(3)));
                }
            }
        }
        if (count > 0) {
            add(connection, changes.expiring);
            remove(connection, changes.ended);
            move(connection, last);
        }
        return count;
    }

    /** What some events do to the table. A hold that began and ended among them leaves no trace. */
    private static final class Changes {

        private final Map<String, Instant> expiring = new LinkedHashMap<>();
        private final List<String> ended = new ArrayList<>();

        void take(LedgerEvent event) {
            switch (event) {
                case HoldAuthorised hold when hold.expiresAt() != null -> expiring.put(hold.holdId(), hold.expiresAt());
                case HoldCaptured captured -> end(captured.holdId());
                case HoldReleased released -> end(released.holdId());
                default -> {
                    // a hold that never expires
                }
            }
        }

        private void end(String holdId) {
            if (expiring.remove(holdId) == null) {
                ended.add(holdId);
            }
        }
    }

    private static void add(Connection connection, Map<String, Instant> expiring) throws SQLException {
        if (expiring.isEmpty()) {
            return;
        }
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            add.setArray(1, texts(connection, expiring.keySet()));
            add.setArray(
                    2,
                    connection.createArrayOf(
                            "timestamptz",
                            expiring.values().stream().map(Instant::toString).toArray()));
            add.executeUpdate();
        }
    }

    private static void remove(Connection connection, List<String> ended) throws SQLException {
        if (ended.isEmpty()) {
            return;
        }
        try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            remove.setArray(1, texts(connection, ended));
            remove.executeUpdate();
        }
    }

    private static Array texts(Connection connection, Collection<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static void move(Connection connection, long position) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            move.setLong(1, position);
            move.executeUpdate();
        }
    }

    /** The ids of holds whose time is over, the soonest first. */
    List<String> due(Instant now, int limit) throws SQLException {
        try (Connection connection = region.getConnection();
                PreparedStatement due = connection.prepareStatement(DUE)) {
            due.setObject(1, now.atOffset(ZoneOffset.UTC));
            due.setInt(2, limit);
            try (ResultSet rows = due.executeQuery()) {
                List<String> ids = new ArrayList<>();
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
                return ids;
            }
        }
    }
}
