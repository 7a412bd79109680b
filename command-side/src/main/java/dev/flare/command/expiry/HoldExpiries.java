package dev.flare.command.expiry;

import dev.flare.messages.EventCodec;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.ledger.HoldReleased;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** When open holds expire, as a table made from the events of holds. */
final class HoldExpiries {

    private static final int EVENTS_AT_ONCE = 1_000;

    private static final String LOCK = "SELECT position FROM hold_expiry_position FOR UPDATE SKIP LOCKED";
    private static final String MOVE = "UPDATE hold_expiry_position SET position = ?";
    static final String EVENTS = """
            SELECT e.position, e.type, e.payload FROM events e
            WHERE e.type IN ('ledger.HoldAuthorised', 'ledger.HoldCaptured', 'ledger.HoldVoided', 'ledger.HoldExpired')
                AND e.position > ?
            ORDER BY e.position LIMIT ?""";
    private static final String ADD =
            "INSERT INTO hold_expiry (hold_id, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private static final String REMOVE = "DELETE FROM hold_expiry WHERE hold_id = ?";
    private static final String DUE =
            "SELECT hold_id FROM hold_expiry WHERE expires_at <= ? ORDER BY expires_at LIMIT ?";

    private final DataSource region;

    HoldExpiries(DataSource region) {
        this.region = region;
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
        try (PreparedStatement lock = connection.prepareStatement(LOCK);
                ResultSet rows = lock.executeQuery()) {
            return rows.next() && takeUpAfter(connection, rows.getLong(1)) == EVENTS_AT_ONCE;
        }
    }

    private static int takeUpAfter(Connection connection, long position) throws SQLException {
        long last = position;
        int count = 0;
        try (PreparedStatement events = connection.prepareStatement(EVENTS);
                PreparedStatement add = connection.prepareStatement(ADD);
                PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            events.setLong(1, position);
            events.setInt(2, EVENTS_AT_ONCE);
            try (ResultSet rows = events.executeQuery()) {
                for (; rows.next(); count++) {
                    last = rows.getLong(1);
                    takeUp(rows.getString(2), rows.getString(3), add, remove);
                }
            }
        }
        if (count > 0) {
            move(connection, last);
        }
        return count;
    }

    private static void takeUp(String type, String payload, PreparedStatement add, PreparedStatement remove)
            throws SQLException {
        switch (EventCodec.read(type, payload)) {
            case HoldAuthorised hold
            when hold.expiresAt() != null -> {
                add.setString(1, hold.holdId());
                add.setObject(2, hold.expiresAt().atOffset(ZoneOffset.UTC));
                add.executeUpdate();
            }
            case HoldCaptured captured -> remove(remove, captured.holdId());
            case HoldReleased released -> remove(remove, released.holdId());
            default -> {
                // a hold that never expires
            }
        }
    }

    private static void remove(PreparedStatement remove, String holdId) throws SQLException {
        remove.setString(1, holdId);
        remove.executeUpdate();
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
