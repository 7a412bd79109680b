package dev.flare.saga.following;

import dev.flare.messages.shared.Region;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The table of how far each region was taken. Every method works inside the caller's transaction. */
final class FollowedPositions {

    private static final String BEGIN = "INSERT INTO followed (region, position) VALUES (?, 0) ON CONFLICT DO NOTHING";
    private static final String LOCK = "SELECT position FROM followed WHERE region = ? FOR UPDATE";
    private static final String MOVE = "UPDATE followed SET position = ? WHERE region = ? AND position = ?";

    // A crash may take back the last commits: what follows from these events is in the supervisor's own log by then,
    // and known when
    // they are taken again.
    private static final String MAY_BE_LOST = "SET LOCAL synchronous_commit = off";

    private FollowedPositions() {}

    /** Locks the region's row until the transaction ends, and returns its position; 0 for a region not yet followed. */
    static long lock(Connection connection, Region region) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(MAY_BE_LOST);
        }
        Long position = tryLock(connection, region);
        if (position == null) {
            begin(connection, region);
            position = Objects.requireNonNull(tryLock(connection, region));
        }
        return position;
    }

    private static @Nullable Long tryLock(Connection connection, Region region) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setString(1, region.name());
            try (ResultSet rows = lock.executeQuery()) {
                return rows.next() ? rows.getLong(1) : null;
            }
        }
    }

    private static void begin(Connection connection, Region region) throws SQLException {
        try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
            begin.setString(1, region.name());
            begin.executeUpdate();
        }
    }

    static void move(Connection connection, Region region, long from, long to) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            move.setLong(1, to);
            move.setString(2, region.name());
            move.setLong(3, from);
            if (move.executeUpdate() != 1) {
                throw new IllegalStateException(
                        "the position of " + region + " is no longer " + from + " under its lock");
            }
        }
    }
}
