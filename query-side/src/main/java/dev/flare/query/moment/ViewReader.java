package dev.flare.query.moment;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.view.AsOf;
import dev.flare.query.fold.Fold;
import dev.flare.web.DatabaseAway;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the views at one cut. Position and rows come from the same snapshot of the database, so an answer says exactly what it
 * reflects, whoever moves the views meanwhile.
 */
public final class ViewReader {

    /** The view of accounts, statements and totals. */
    public static final String VIEW = "ledger";

    /** What an answer is made of, all of it read on this connection. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection, Cut cut) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(ViewReader.class);

    // Other processes move the views too, and their signals do not reach this one.
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    // Plans are made for the values given: a filter that is absent must not keep the others from their index.
    private static final String SNAPSHOT = """
            SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
            SET LOCAL plan_cache_mode = force_custom_plan""";

    private static final String POSITIONS = """
            SELECT region, position, recorded_at FROM view_position
            WHERE view = ? AND region = ANY (?) AND fold_version = ?""";

    private record Seen(
            SortedMap<Region, Long> positions, @Nullable Instant recordedAt) {}

    private final DataSource views;
    private final ViewSignal signal;
    private final Duration patience;

    /** @param patience how long an answer waits for the view to reach what it must reflect */
    public ViewReader(DataSource views, ViewSignal signal, Duration patience) {
        this.views = views;
        this.signal = signal;
        this.patience = patience;
    }

    /**
     * Reads as soon as the view has seen enough.
     *
     * @throws RefusedException VIEW_BEHIND when it has not within the time allowed
     */
    public <T> T read(Wanted wanted, Work<T> work) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            long count = signal.count();
            Optional<T> answer = attempt(wanted, work, System.nanoTime() >= end);
            if (answer.isPresent()) {
                return answer.get();
            }
            await(count);
        }
    }

    private <T> Optional<T> attempt(Wanted wanted, Work<T> work, boolean last) {
        try (Connection connection = views.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(SNAPSHOT);
            }
            Optional<T> answer = readAt(connection, wanted, work, last);
            connection.commit();
            return answer;
        } catch (SQLException e) {
            if (!DatabaseAway.isWhy(e)) {
                throw new IllegalStateException("the views' database refuses what it is asked", e);
            }
            LOG.atWarn().setCause(e).log("the views cannot be read");
            throw new RefusedException(RefusalCode.UNAVAILABLE, "the views' database does not answer");
        }
    }

    private <T> Optional<T> readAt(Connection connection, Wanted wanted, Work<T> work, boolean last)
            throws SQLException {
        Seen seen = seen(connection, wanted);
        String behind = behind(wanted, seen);
        if (behind == null) {
            return Optional.of(work.run(connection, cut(wanted, seen)));
        }
        if (last) {
            throw new RefusedException(RefusalCode.VIEW_BEHIND, behind);
        }
        return Optional.empty();
    }

    private static Cut cut(Wanted wanted, Seen seen) {
        SortedMap<Region, Long> fixed = wanted.fixed();
        return fixed == null
                ? new Cut(new AsOf(seen.positions(), seen.recordedAt()), false)
                : new Cut(new AsOf(fixed, wanted.recordedAt()), true);
    }

    private static @Nullable String behind(Wanted wanted, Seen seen) {
        for (Map.Entry<Region, Long> entry : seen.positions().entrySet()) {
            long needed = needed(wanted, entry.getKey());
            if (entry.getValue() < needed) {
                return "the view of region " + entry.getKey() + " has seen position " + entry.getValue() + ", not yet "
                        + needed;
            }
        }
        return null;
    }

    private static long needed(Wanted wanted, Region region) {
        SortedMap<Region, Long> fixed = wanted.fixed();
        long atLeast = wanted.atLeast().getOrDefault(region, 0L);
        return fixed == null ? atLeast : Math.max(atLeast, Objects.requireNonNull(fixed.get(region)));
    }

    private static Seen seen(Connection connection, Wanted wanted) throws SQLException {
        SortedMap<Region, Long> positions = new TreeMap<>();
        wanted.regions().forEach(region -> positions.put(region, 0L));
        Instant latest = null;
        try (PreparedStatement statement = connection.prepareStatement(POSITIONS)) {
            statement.setString(1, VIEW);
            statement.setArray(2, connection.createArrayOf("text", names(wanted)));
            statement.setInt(3, Fold.FOLD_VERSION);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    positions.put(new Region(rows.getString(1)), rows.getLong(2));
                    latest = later(latest, rows.getObject(3, OffsetDateTime.class));
                }
            }
        }
        return new Seen(positions, latest);
    }

    private static String[] names(Wanted wanted) {
        return wanted.regions().stream().map(Region::name).toArray(String[]::new);
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable OffsetDateTime other) {
        if (other == null || (one != null && one.isAfter(other.toInstant()))) {
            return one;
        }
        return other.toInstant();
    }

    private void await(long count) {
        try {
            signal.await(count, LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(RefusalCode.UNAVAILABLE, "the query side is stopping");
        }
    }
}
