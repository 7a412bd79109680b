package dev.flare.eventstore.axon.tokens;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.JdbcException;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.processing.streaming.segmenting.Segment;
import org.axonframework.messaging.eventhandling.processing.streaming.token.MergedTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.TokenStore;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.UnableToClaimTokenException;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.UnableToInitializeTokenException;
import org.jspecify.annotations.Nullable;

/**
 * Axon's tokens in the database of the views.
 *
 * <p>Promised, with any number of processes on the same database, when the event processor works in
 * {@link ViewTransactions}:
 *
 * <ul>
 *   <li>A token is committed together with the rows of the view that it stands for, or neither is: each event counts once.
 *   <li>A segment has one owner. Who lost his claim cannot store a token, and so cannot commit the rows of that batch.
 *   <li>A claim can be taken over when its time is over, by the clock of the database, and not before. A process whose clock
 *       is wrong can neither take one nor lose one by that.
 * </ul>
 *
 * <p>Each instance of this class is another owner, also with the same node id: a process that was started again waits until
 * the time of its predecessor's claim is over, since nobody can know that the predecessor is dead.
 *
 * <p>Segments are merged only when both are at the same position: Axon would give the one what the other has taken already.
 *
 * <p>Outside {@link ViewTransactions} each call is a transaction of its own, and a view may be ahead of its token. Not
 * promised at all: that two event processors of one name which share one instance keep out of each other's way.
 */
public final class PostgresTokenStore implements TokenStore {

    /** How long a claim holds without being extended; Axon extends it every five seconds. */
    public static final Duration CLAIM_TIME = Duration.ofSeconds(10);

    private final DataSource views;
    private final String owner;
    private final Duration claimTime;

    /**
     * @param views the database of the views, whose schema is up to date ({@link TokenStoreSchema})
     * @param nodeId names the process to people who look into the table
     * @param claimTime how long a claim holds without being extended; longer than Axon's {@code claimExtensionThreshold}
     */
    public PostgresTokenStore(DataSource views, String nodeId, Duration claimTime) {
        if (claimTime.toMillis() < 1) {
            throw new IllegalArgumentException("a claim cannot hold for " + claimTime);
        }
        this.views = views;
        this.owner = nodeId + '#' + UUID.randomUUID().toString().substring(0, 8);
        this.claimTime = claimTime;
    }

    /** The name that claims of this instance bear in the table. */
    public String owner() {
        return owner;
    }

    @Override
    public CompletableFuture<List<Segment>> initializeTokenSegments(
            String processorName,
            int segmentCount,
            @Nullable TrackingToken initialToken,
            @Nullable ProcessingContext context) {
        List<Segment> segments = Segment.splitBalanced(Segment.ROOT_SEGMENT, segmentCount - 1);
        return call(context, connection -> {
            for (Segment segment : segments) {
                if (!TokenTable.insert(connection, processorName, segment, initialToken)) {
                    throw new UnableToClaimTokenException(
                            segment + " of " + processorName + " was there already; another process was first");
                }
            }
            return segments;
        });
    }

    @Override
    public CompletableFuture<Void> initializeSegment(
            @Nullable TrackingToken token, String processorName, Segment segment, @Nullable ProcessingContext context) {
        return run(context, connection -> {
            requireOnePosition(token, processorName);
            if (!TokenTable.insert(connection, processorName, segment, token)) {
                throw new UnableToInitializeTokenException(segment + " of " + processorName + " was there already");
            }
        });
    }

    /** From a token with two positions Axon gives the events between them again to who has taken them already. */
    private static void requireOnePosition(@Nullable TrackingToken token, String processor) {
        if (token instanceof MergedTrackingToken merged) {
            throw new UnableToInitializeTokenException("the segments of " + processor + " are at different positions ("
                    + merged.lowerSegmentToken() + " and " + merged.upperSegmentToken()
                    + "); merge them when both have taken everything");
        }
    }

    @Override
    public CompletableFuture<Void> storeToken(
            @Nullable TrackingToken token, String processorName, int segmentId, @Nullable ProcessingContext context) {
        return run(
                context,
                connection -> requireOwn(
                        TokenTable.store(connection, processorName, segmentId, token, owner, claimTime),
                        processorName,
                        segmentId));
    }

    @Override
    public CompletableFuture<TrackingToken> fetchToken(
            String processorName, int segmentId, @Nullable ProcessingContext context) {
        return call(context, connection -> claim(connection, processorName, segmentId, null));
    }

    @Override
    public CompletableFuture<TrackingToken> fetchToken(
            String processorName, Segment segment, @Nullable ProcessingContext context) {
        return call(context, connection -> claim(connection, processorName, segment.getSegmentId(), segment));
    }

    private @Nullable TrackingToken claim(
            Connection connection, String processor, int segment, @Nullable Segment expected) throws SQLException {
        TokenTable.Row row = TokenTable.oneUnlessLocked(connection, processor, segment);
        if (row == null) {
            throw unable(processor, segment, "is not there, or is being changed by its owner");
        }
        if (expected != null && !row.asSegment().equals(expected)) {
            throw unable(processor, segment, "was split or merged meanwhile");
        }
        if (!row.isFreeFor(owner)) {
            throw unable(processor, segment, "is claimed by " + row.owner());
        }
        TokenTable.claim(connection, processor, segment, owner, claimTime);
        return row.token();
    }

    @Override
    public CompletableFuture<Void> extendClaim(
            String processorName, int segmentId, @Nullable ProcessingContext context) {
        return run(
                context,
                connection -> requireOwn(
                        TokenTable.extend(connection, processorName, segmentId, owner, claimTime),
                        processorName,
                        segmentId));
    }

    @Override
    public CompletableFuture<Void> releaseClaim(
            String processorName, int segmentId, @Nullable ProcessingContext context) {
        return run(context, connection -> TokenTable.release(connection, processorName, segmentId, owner));
    }

    @Override
    public CompletableFuture<Void> deleteToken(
            String processorName, int segmentId, @Nullable ProcessingContext context) {
        return run(
                context,
                connection -> requireOwn(
                        TokenTable.delete(connection, processorName, segmentId, owner), processorName, segmentId));
    }

    private void requireOwn(boolean changed, String processor, int segment) {
        if (!changed) {
            throw unable(processor, segment, "is not claimed by " + owner + " (any more)");
        }
    }

    private static UnableToClaimTokenException unable(String processor, int segment, String why) {
        return new UnableToClaimTokenException("segment " + segment + " of " + processor + " " + why);
    }

    @Override
    public CompletableFuture<Segment> fetchSegment(
            String processorName, int segmentId, @Nullable ProcessingContext context) {
        return call(context, connection -> TokenTable.all(connection, processorName).stream()
                .filter(row -> row.segment() == segmentId)
                .map(TokenTable.Row::asSegment)
                .findFirst()
                .orElse(null));
    }

    @Override
    public CompletableFuture<List<Segment>> fetchSegments(String processorName, @Nullable ProcessingContext context) {
        return call(context, connection -> TokenTable.all(connection, processorName).stream()
                .map(TokenTable.Row::asSegment)
                .toList());
    }

    @Override
    public CompletableFuture<List<Segment>> fetchAvailableSegments(
            String processorName, @Nullable ProcessingContext context) {
        return call(context, connection -> TokenTable.all(connection, processorName).stream()
                .filter(row -> row.isFreeFor(owner))
                .map(TokenTable.Row::asSegment)
                .toList());
    }

    @Override
    public CompletableFuture<String> retrieveStorageIdentifier(@Nullable ProcessingContext context) {
        return call(context, TokenTable::storeId);
    }

    /**
     * Up to where a processor has taken everything, whoever owns its segments: the position of the segment that is furthest
     * behind, -1 when there is none yet. For those who watch how far behind it is.
     */
    public long position(String processorName) {
        return call(null, connection -> TokenTable.all(connection, processorName)).join().stream()
                .mapToLong(row -> row.position())
                .min()
                .orElse(-1);
    }

    private CompletableFuture<Void> run(@Nullable ProcessingContext context, Action action) {
        return call(context, connection -> {
            action.on(connection);
            return null;
        });
    }

    @FunctionalInterface
    private interface Action {
        void on(Connection connection) throws SQLException;
    }

    private <T> CompletableFuture<T> call(@Nullable ProcessingContext context, JdbcViewTransaction.Work<T> work) {
        Connection shared = ViewTransactions.connectionOrNull(context);
        try {
            return CompletableFuture.completedFuture(shared == null ? own(work) : work.on(shared));
        } catch (SQLException e) {
            return CompletableFuture.failedFuture(failure(e));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T> @Nullable T own(JdbcViewTransaction.Work<T> work) {
        try {
            return JdbcViewTransaction.with(views, work);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static JdbcException failure(SQLException e) {
        return new JdbcException("the tokens' database: " + e.getMessage(), e);
    }
}
