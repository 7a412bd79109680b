package dev.flare.saga.following;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.shared.Region;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that could not be taken in for a reason that nobody foresaw, so that they stop nobody else. They stay visible, and are tried
 * again with growing pauses; those of one transaction in their order.
 */
final class ParkedFacts {

    /** Takes one in, or says that it cannot. */
    interface Attempt {
        List<Learning.Failed> learn(StoredEvent event) throws SQLException, InterruptedException;
    }

    /** @param counted whether its postings are in the clearing sums already */
    private record Parked(long position, String transactionId, boolean counted, int attempts) {

        Parked again() {
            return new Parked(position, transactionId, counted, attempts + 1);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(ParkedFacts.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int AT_ONCE = 20;
    private static final int REASON_LENGTH = 500;

    private static final String PARK = """
            INSERT INTO parked_fact (region, position, transaction_id, counted, reason, attempts, next_attempt)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (region, position) DO UPDATE
            SET reason = EXCLUDED.reason, attempts = EXCLUDED.attempts, next_attempt = EXCLUDED.next_attempt""";
    private static final String DUE = """
            SELECT position, transaction_id, counted, attempts FROM parked_fact parked
            WHERE region = ? AND next_attempt <= ? AND NOT EXISTS (
                SELECT FROM parked_fact earlier
                WHERE earlier.region = parked.region AND earlier.transaction_id = parked.transaction_id
                    AND earlier.position < parked.position)
            ORDER BY position LIMIT ?""";
    private static final String TAKEN_IN = "DELETE FROM parked_fact WHERE region = ? AND position = ?";
    private static final String HELD = "SELECT DISTINCT transaction_id FROM parked_fact WHERE region = ?";
    private static final String COUNT = "SELECT count(*) FROM parked_fact WHERE region = ?";

    private final Region region;
    private final EventReader log;
    private final Clock clock;
    private Instant nextLook = Instant.EPOCH;
    private volatile long count;

    ParkedFacts(Region region, EventReader log, Clock clock) {
        this.region = region;
        this.log = log;
        this.clock = clock;
    }

    /** How many there were when it was last looked. */
    long count() {
        return count;
    }

    /** The transactions of which something waits: what follows it has to wait behind it. */
    Set<String> held(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HELD)) {
            query.setString(1, region.name());
            try (ResultSet rows = query.executeQuery()) {
                Set<String> held = new HashSet<>();
                while (rows.next()) {
                    held.add(rows.getString(1));
                }
                return held;
            }
        }
    }

    void park(Connection connection, List<Learning.Failed> failed) throws SQLException {
        for (Learning.Failed one : failed) {
            LOG.atError()
                    .setCause(one.reason())
                    .addKeyValue("region", region)
                    .addKeyValue("position", one.event().position())
                    .addKeyValue("transactionId", one.transactionId())
                    .log("an event could not be taken in; it is parked and tried again, and others go on");
            boolean isCounted = ClearingSums.isReadable(one.event());
            put(connection, new Parked(one.event().position(), one.transactionId(), isCounted, 1), one.reason());
        }
        count += failed.size();
    }

    /** Tries those that are due, not more often than once a second. */
    void tryAgain(Connection connection, Attempt attempt) throws SQLException, InterruptedException {
        if (clock.instant().isBefore(nextLook)) {
            return;
        }
        for (Parked parked : due(connection)) {
            tryAgain(connection, parked, attempt);
        }
        count = counted(connection);
        nextLook = clock.instant().plus(LOOK_EVERY);
    }

    private void tryAgain(Connection connection, Parked parked, Attempt attempt)
            throws SQLException, InterruptedException {
        StoredEvent event = log.after(parked.position() - 1, 1).getFirst();
        List<Learning.Failed> failed = attempt.learn(event);
        if (failed.isEmpty()) {
            takenIn(connection, parked, event);
        } else {
            put(connection, parked.again(), failed.getFirst().reason());
        }
    }

    private void takenIn(Connection connection, Parked parked, StoredEvent event) throws SQLException {
        if (!parked.counted()) {
            ClearingSums.add(connection, region, List.of(event));
        }
        delete(connection, parked);
    }

    private void put(Connection connection, Parked parked, Exception reason) throws SQLException {
        String text = String.valueOf(reason);
        try (PreparedStatement put = connection.prepareStatement(PARK)) {
            put.setString(1, region.name());
            put.setLong(2, parked.position());
            put.setString(3, parked.transactionId());
            put.setBoolean(4, parked.counted());
            put.setString(5, text.length() <= REASON_LENGTH ? text : text.substring(0, REASON_LENGTH));
            put.setInt(6, parked.attempts());
            put.setTimestamp(7, Timestamp.from(clock.instant().plus(pause(parked.attempts()))));
            put.executeUpdate();
        }
    }

    private static Duration pause(int attempts) {
        Duration pause = Duration.ofSeconds(1L << Math.min(attempts, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private List<Parked> due(Connection connection) throws SQLException {
        try (PreparedStatement due = connection.prepareStatement(DUE)) {
            due.setString(1, region.name());
            due.setTimestamp(2, Timestamp.from(clock.instant()));
            due.setInt(3, AT_ONCE);
            try (ResultSet rows = due.executeQuery()) {
                List<Parked> parked = new ArrayList<>();
                while (rows.next()) {
                    parked.add(new Parked(rows.getLong(1), rows.getString(2), rows.getBoolean(3), rows.getInt(4)));
                }
                return parked;
            }
        }
    }

    private void delete(Connection connection, Parked parked) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(TAKEN_IN)) {
            delete.setString(1, region.name());
            delete.setLong(2, parked.position());
            delete.executeUpdate();
        }
    }

    private long counted(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(COUNT)) {
            query.setString(1, region.name());
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
