package dev.flare.eventstore.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;

/** The table of how far a log was relayed. Every method works inside the caller's transaction. */
final class RelayedPosition {

    private static final String BEGIN = "INSERT INTO relayed (topic, position) VALUES (?, 0) ON CONFLICT DO NOTHING";
    private static final String READ = "SELECT position FROM relayed WHERE topic = ?";
    private static final String LOCK = READ + " FOR UPDATE SKIP LOCKED";
    private static final String MOVE = "UPDATE relayed SET position = ? WHERE topic = ? AND position = ?";

    // A crash may take back the last commits: then some records are published once more.
    private static final String MAY_BE_LOST = "SET LOCAL synchronous_commit = off";

    private RelayedPosition() {}

    /** Locks the row until the transaction ends and returns its position; nothing while another relay is at work. */
    static OptionalLong lock(Connection connection, String topic) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(MAY_BE_LOST);
        }
        OptionalLong locked = find(connection, LOCK, topic);
        if (locked.isPresent() || find(connection, READ, topic).isPresent()) {
            return locked;
        }
        begin(connection, topic);
        return find(connection, LOCK, topic);
    }

    /** The position as it was last committed. */
    static long read(Connection connection, String topic) throws SQLException {
        return find(connection, READ, topic).orElse(0);
    }

    private static OptionalLong find(Connection connection, String sql, String topic) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, topic);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private static void begin(Connection connection, String topic) throws SQLException {
        try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
            begin.setString(1, topic);
            begin.executeUpdate();
        }
    }

    static void move(Connection connection, String topic, long from, long to) throws SQLException {
        if (from == to) {
            return;
        }
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            move.setLong(1, to);
            move.setString(2, topic);
            move.setLong(3, from);
            if (move.executeUpdate() != 1) {
                throw new IllegalStateException(
                        "the position of " + topic + " is no longer " + from + " under its lock");
            }
        }
    }
}
