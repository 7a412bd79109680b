package dev.flare.command.steps;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** How far a region has taken its steps, and which it could not take. Every method works inside the caller's transaction. */
final class StepRows {

    private static final String LOCK = "SELECT position FROM step_position FOR UPDATE";
    private static final String MOVE = "UPDATE step_position SET position = ?";

    // A crash may take back the last commits, position and parked steps together: the steps are then taken again, which
    // changes
    // nothing, for what they recorded is committed with fsync.
    private static final String MAY_BE_LOST = "SET LOCAL synchronous_commit = off";

    private static final String PARK = """
            INSERT INTO parked_step (position, transaction_id, step, reason, attempts, next_attempt)
            VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT (position) DO NOTHING""";
    private static final String PARK_AGAIN =
            "UPDATE parked_step SET reason = ?, attempts = attempts + 1, next_attempt = ? WHERE position = ?";
    private static final String UNPARK = "DELETE FROM parked_step WHERE position = ?";
    private static final String COLUMNS = "position, transaction_id, step, reason, attempts, next_attempt";
    private static final String DUE =
            "SELECT " + COLUMNS + " FROM parked_step WHERE next_attempt <= ? ORDER BY next_attempt, position LIMIT ?";
    private static final String FIRST = "SELECT " + COLUMNS + " FROM parked_step ORDER BY position LIMIT ?";
    private static final String ANY = "SELECT EXISTS (SELECT FROM parked_step)";
    private static final String COUNT =
            "SELECT count(*) FROM (SELECT FROM parked_step ORDER BY position LIMIT ?) parked";

    private final Connection connection;

    StepRows(Connection connection) {
        this.connection = connection;
    }

    /** Where the region stands. Nobody else takes its steps until this transaction ends. */
    long lock() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(MAY_BE_LOST);
            try (ResultSet rows = statement.executeQuery(LOCK)) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    void move(long position) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            move.setLong(1, position);
            move.executeUpdate();
        }
    }

    void park(RequestedStep step, String reason, Instant nextAttempt) throws SQLException {
        try (PreparedStatement park = connection.prepareStatement(PARK)) {
            park.setLong(1, step.position());
            park.setString(2, step.transactionId());
            park.setString(3, step.name());
            park.setString(4, reason);
            park.setObject(5, nextAttempt.atOffset(ZoneOffset.UTC));
            park.executeUpdate();
        }
    }

    void parkAgain(ParkedStep step, String reason, Instant nextAttempt) throws SQLException {
        try (PreparedStatement park = connection.prepareStatement(PARK_AGAIN)) {
            park.setString(1, reason);
            park.setObject(2, nextAttempt.atOffset(ZoneOffset.UTC));
            park.setLong(3, step.position());
            park.executeUpdate();
        }
    }

    void unpark(ParkedStep step) throws SQLException {
        try (PreparedStatement unpark = connection.prepareStatement(UNPARK)) {
            unpark.setLong(1, step.position());
            unpark.executeUpdate();
        }
    }

    /** Parked steps that are to be tried again, those that waited longest first. */
    List<ParkedStep> due(Instant now, int limit) throws SQLException {
        try (PreparedStatement due = connection.prepareStatement(DUE)) {
            due.setObject(1, now.atOffset(ZoneOffset.UTC));
            due.setInt(2, limit);
            return parked(due);
        }
    }

    /** The parked steps that were asked for first. */
    List<ParkedStep> first(int limit) throws SQLException {
        try (PreparedStatement first = connection.prepareStatement(FIRST)) {
            first.setInt(1, limit);
            return parked(first);
        }
    }

    boolean isAny() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ANY)) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    /** How many steps are parked, up to a limit. */
    int count(int limit) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(COUNT)) {
            count.setInt(1, limit);
            try (ResultSet rows = count.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private static List<ParkedStep> parked(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<ParkedStep> parked = new ArrayList<>();
            while (rows.next()) {
                parked.add(new ParkedStep(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getInt(5),
                        rows.getObject(6, OffsetDateTime.class).toInstant()));
            }
            return parked;
        }
    }
}
