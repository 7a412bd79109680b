package dev.flare.saga.following;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.Follower;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.shared.Region;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step through a region's log: what it says of transfers between regions is decided and durable in the supervisor's log before
 * the position moves. Who is killed in between takes the same events again, and knows them then.
 */
final class FollowRegion implements Follower.Step {

    private static final Logger LOG = LoggerFactory.getLogger(FollowRegion.class);
    private static final int AT_ONCE = 500;

    private final Region region;
    private final EventReader log;
    private final DataSource supervisor;
    private final Learning learning;
    private final ParkedFacts parked;

    FollowRegion(Region region, EventReader log, DataSource supervisor, Learning learning, ParkedFacts parked) {
        this.region = region;
        this.log = log;
        this.supervisor = supervisor;
        this.learning = learning;
        this.parked = parked;
    }

    @Override
    public Follower.Progress take() throws SQLException, InterruptedException {
        try (Connection connection = supervisor.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Follower.Progress progress = take(connection);
                connection.commit();
                return progress;
            } catch (SQLException | RuntimeException | InterruptedException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private Follower.Progress take(Connection connection) throws SQLException, InterruptedException {
        long position = FollowedPositions.lock(connection, region);
        parked.tryAgain(connection, event -> learning.learn(List.of(event), Set.of()));
        List<StoredEvent> events = log.after(position, AT_ONCE);
        if (events.isEmpty()) {
            return new Follower.Progress(position, false);
        }
        long last = lastWithoutGap(position, events);
        learn(connection, events);
        ClearingSums.add(connection, region, events);
        FollowedPositions.move(connection, region, position, last);
        return new Follower.Progress(last, events.size() == AT_ONCE);
    }

    private void learn(Connection connection, List<StoredEvent> events) throws SQLException, InterruptedException {
        if (events.stream().anyMatch(Learning::isFact)) {
            parked.park(connection, learning.learn(events, parked.held(connection)));
        }
    }

    /** The store promises that there is no gap; an event that was passed over would never be missed by anyone else. */
    private long lastWithoutGap(long position, List<StoredEvent> events) {
        long last = position;
        for (StoredEvent event : events) {
            if (event.position() != last + 1) {
                throw new IllegalStateException(
                        "the log of " + region + " has a gap: " + event.position() + " follows " + last);
            }
            last = event.position();
            log(event);
        }
        return last;
    }

    private void log(StoredEvent event) {
        if (LOG.isDebugEnabled()) {
            LOG.atDebug()
                    .addKeyValue(
                            MetadataKeys.CORRELATION_ID, event.metadataAsMap().get(MetadataKeys.CORRELATION_ID))
                    .addKeyValue("region", region)
                    .addKeyValue("position", event.position())
                    .addKeyValue("type", event.type())
                    .log("an event reached the supervisor");
        }
    }
}
