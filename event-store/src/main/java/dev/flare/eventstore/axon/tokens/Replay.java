package dev.flare.eventstore.axon.tokens;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.JdbcException;
import org.axonframework.messaging.eventhandling.processing.streaming.segmenting.Segment;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.ReplayToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.UnableToClaimTokenException;

/**
 * Lets a view be made anew from the events, which Axon 5.0's own {@code resetTokens()} refuses to do. Emptying the view and
 * setting its event processor back are one transaction, so no event is missing from the new view and none counts twice.
 *
 * <p>Shut the event processor down everywhere first; as long as anybody has a valid claim it is refused. Start it again
 * afterwards. While it catches up, {@link ReplayToken#isReplay} of the token in the processing context tells a handler that
 * it has seen the event before.
 */
public final class Replay {

    /** Empties a view. */
    @FunctionalInterface
    public interface Emptying {
        void empty(Connection transaction) throws SQLException;
    }

    private final DataSource views;

    /** @param views the database of the views and their tokens */
    public Replay(DataSource views) {
        this.views = views;
    }

    /**
     * Sets a processor back to before the first event.
     *
     * @throws UnableToClaimTokenException when somebody has a valid claim on a segment; nothing is changed
     * @throws IllegalArgumentException when no processor of this name has tokens here
     */
    public void fromTheStart(String processor, Emptying emptying) {
        after(processor, 0, emptying);
    }

    /**
     * Sets a processor back, so that the next event it takes is the one after a position.
     *
     * @param emptying takes out of the view what comes after the position
     * @throws UnableToClaimTokenException when somebody has a valid claim on a segment; nothing is changed
     * @throws IllegalArgumentException when no processor of this name has tokens here, or a segment is not yet that far
     */
    public void after(String processor, long position, Emptying emptying) {
        try {
            JdbcViewTransaction.with(views, connection -> reset(connection, processor, position, emptying));
        } catch (SQLException e) {
            throw new JdbcException("nothing was reset: " + e.getMessage(), e);
        }
    }

    private static int reset(Connection connection, String processor, long position, Emptying emptying)
            throws SQLException {
        List<TokenTable.Row> segments = TokenTable.allLocked(connection, processor);
        requireAll(segments, connection, processor);
        TrackingToken start = new GlobalSequenceTrackingToken(position);
        for (TokenTable.Row segment : segments) {
            requireFree(segment, processor);
            requireReached(segment, processor, position);
            TrackingToken token = ReplayToken.createReplayToken(segment.token(), start);
            TokenTable.rewrite(connection, processor, segment.segment(), token);
        }
        emptying.empty(connection);
        return segments.size();
    }

    /** One that is split while its row is waited for is gone when it is locked, and its halves were not there before. */
    private static void requireAll(List<TokenTable.Row> locked, Connection connection, String processor)
            throws SQLException {
        if (!segments(TokenTable.all(connection, processor)).equals(segments(locked))) {
            throw new UnableToClaimTokenException("the segments of " + processor + " are just being split or merged");
        }
        if (locked.isEmpty()) {
            throw new IllegalArgumentException("no event processor named " + processor + " has tokens here");
        }
    }

    private static List<Segment> segments(List<TokenTable.Row> rows) {
        return rows.stream().map(TokenTable.Row::asSegment).toList();
    }

    private static void requireFree(TokenTable.Row segment, String processor) {
        if (segment.claimed()) {
            throw new UnableToClaimTokenException(
                    "segment " + segment.segment() + " of " + processor + " is claimed by " + segment.owner()
                            + "; shut the event processor down there, or wait until the claim is over");
        }
    }

    private static void requireReached(TokenTable.Row segment, String processor, long position) {
        if (segment.position() < position) {
            throw new IllegalArgumentException("segment " + segment.segment() + " of " + processor + " is at "
                    + segment.position() + ": set to " + position + ", it would miss events");
        }
    }
}
