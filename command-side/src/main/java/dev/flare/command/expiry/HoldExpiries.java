package dev.flare.command.expiry;

import dev.flare.eventstore.Criteria;
import dev.flare.eventstore.Criterion;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MessageNames;
import dev.flare.messages.Tags;
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

    private static final Criteria HOLDS = Criteria.of(Criterion.tagged(Tags.allHolds(), MessageNames.EVENTS_OF_HOLDS));

    private static final String LOOK = """
            SELECT position, EXISTS (SELECT FROM hold_expiry WHERE expires_at <= ?) AS due FROM hold_expiry_position""";

    // A crash may take back the last commits, rows and position together: the events are then read again.
    private static final String MAY_BE_LOST = "SET LOCAL synchronous_commit = off";

    private static final String MOVE = "UPDATE hold_expiry_position SET position = ? WHERE position = ?";
    private static final String ADD = """
            INSERT INTO hold_expiry (hold_id, expires_at)
            SELECT * FROM unnest(?::text[], ?::timestamptz[]) ON CONFLICT DO NOTHING""";
    private static final String REMOVE = "DELETE FROM hold_expiry WHERE hold_id = ANY (?)";
    private static final String DUE =
            "SELECT hold_id FROM hold_expiry WHERE expires_at <= ? ORDER BY expires_at LIMIT ?";

    /**
     * How far the table is.
     *
     * @param position up to which the events of holds were taken up
     * @param due whether the time of a hold is over, among those that were taken up
     */
    private record Seen(long position, boolean due) {}

    private final DataSource region;
    private final EventReader log;

    HoldExpiries(DataSource region) {
        this.region = region;
        this.log = new EventReader(region);
    }

    /** The ids of holds whose time is over, the soonest first. */
    List<String> due(Instant now, int limit) throws SQLException {
        Seen seen = look(now);
        boolean more = catchUp(seen.position());
        return more || seen.due() ? readDue(now, limit) : List.of();
    }

    private Seen look(Instant now) throws SQLException {
        try (Connection connection = region.getConnection();
                PreparedStatement look = connection.prepareStatement(LOOK)) {
            look.setObject(1, now.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = look.executeQuery()) {
                rows.next();
                return new Seen(rows.getLong(1), rows.getBoolean(2));
            }
        }
    }

    /** Takes up what happened to holds since then; whether anything did. Ends where another instance was faster. */
    private boolean catchUp(long from) throws SQLException {
        long position = from;
        List<StoredEvent> events = log.matching(HOLDS, position, EVENTS_AT_ONCE);
        while (!events.isEmpty() && takeUp(position, events)) {
            position = events.getLast().position();
            events = events.size() < EVENTS_AT_ONCE ? List.of() : log.matching(HOLDS, position, EVENTS_AT_ONCE);
        }
        return position > from || !events.isEmpty();
    }

    private boolean takeUp(long from, List<StoredEvent> events) throws SQLException {
        Changes changes = new Changes();
        events.forEach(event -> changes.take(EventCodec.read(event.type(), event.payload())));
        try (Connection connection = region.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean first = move(connection, from, events.getLast().position());
                if (first) {
                    add(connection, changes.expiring);
                    remove(connection, changes.ended);
                }
                connection.commit();
                return first;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    /** Rows and position go together: whoever moves it first writes them. */
    private static boolean move(Connection connection, long from, long to) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement move = connection.prepareStatement(MOVE)) {
            statement.execute(MAY_BE_LOST);
            move.setLong(1, to);
            move.setLong(2, from);
            return move.executeUpdate() == 1;
        }
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

    private List<String> readDue(Instant now, int limit) throws SQLException {
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
