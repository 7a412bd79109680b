package dev.flare.eventstore;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Lets the index over tags follow the log: behind the appends, on a connection of its own, many events at once.
 *
 * <p>Nobody depends on when. A row of the database says up to where the index is complete and moves together with the index's
 * rows; whoever reads by tag reads what lies behind it event by event, and an append that rests on the index writes nothing when
 * the index does not reach far enough ({@link #catchUp}). Any process may index what any other has appended: who comes second
 * finds the row moved.
 */
final class TagIndexer implements Runnable {

    /** Events of this process with their keys, which stand behind a position, and the hash of the last. */
    private record Written(long after, List<KeyedEvent> events, Hash hash) {

        long last() {
            return after + events.size();
        }
    }

    /** The rows of the events up to a position. */
    private record Rows(List<TagIndexCheck.Row> rows, long last, Hash hash) {}

    private static final Logger LOG = LoggerFactory.getLogger(TagIndexer.class);
    private static final String REACHED = "SELECT position FROM tags_head WHERE one";
    private static final String AFTER = """
            SELECT e.position, e.id, e.recorded_at, e.type, e.version, e.tags, e.metadata, e.payload, e.previous_hash, e.hash
            FROM events e WHERE e.position > ? ORDER BY e.position LIMIT ?""";
    private static final String MOVE = """
            UPDATE tags_head SET position = ?
            WHERE one AND position = ? AND EXISTS (SELECT FROM events WHERE position = ? AND hash = ?)
            RETURNING set_config('synchronous_commit', 'off', true)""";
    private static final String COPY = "COPY event_tags (tag, type, position) FROM STDIN (FORMAT binary)";
    private static final byte[] COPY_HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final int COPY_ROW = Short.BYTES + 3 * Integer.BYTES + 2 * Long.BYTES + Integer.BYTES;
    private static final int COPIED_MIN = 1_000;
    private static final String THERE_ALREADY = "23505";

    /** In one statement. */
    private static final int EVENTS_MAX = 10_000;

    private static final int READ_MAX = 2_000;
    private static final int REMEMBERED_MAX = 2 * EVENTS_MAX;

    /** The more rows at once, the more of them share a page of the index; what is not indexed yet costs who reads by tag. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Enough to be worth it before that time is over; to look at so many takes who reads by tag less than a millisecond. */
    private static final int GATHERED_EVENTS = 2_000;

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DataSource dataSource;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Written> written = new ArrayDeque<>();
    private int remembered;
    private boolean due;
    private boolean hurried;
    private boolean failing;

    /** Whether what others left behind was looked for. */
    private boolean started;

    private boolean closed;
    private volatile long reached;

    TagIndexer(DataSource dataSource) {
        this.dataSource = dataSource;
        this.due = true; // what another process left behind
    }

    /** Up to where the index was complete when this process last knew. A server that crashed since then may have lost some. */
    long reached() {
        return reached;
    }

    /** Events were committed behind a position. Never waits for the database. */
    void committed(long after, List<KeyedEvent> events, Hash hash) {
        lock.lock();
        try {
            if (remembered + events.size() > REMEMBERED_MAX) { // nobody indexes: they are read again by who does
                forget();
            }
            written.addLast(new Written(after, events, hash));
            remembered += events.size();
            if (!due || remembered >= GATHERED_EVENTS) {
                due = true;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Indexes what was written so far without gathering more. */
    void hurry() {
        lock.lock();
        try {
            hurried = due;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        try {
            while (awaitDue()) {
                gather();
                index();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitDue() throws InterruptedException {
        lock.lock();
        try {
            while (!due && !closed) {
                changed.await();
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    private void gather() throws InterruptedException {
        await(GATHER_NANOS, GATHERED_EVENTS);
    }

    /** Less long when it is closed meanwhile, or so many events wait. */
    private void await(long atMostNanos, int events) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMostNanos;
            while (nanos > 0 && !closed && !hurried && remembered < events) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void index() throws InterruptedException {
        setDue(false);
        try (Connection connection = dataSource.getConnection()) {
            catchUp(connection, started ? lastRemembered() : Long.MAX_VALUE);
            started = true;
            failing = false;
        } catch (SQLException | RuntimeException | Error e) {
            LOG.atLevel(failing ? Level.DEBUG : Level.WARN)
                    .log("the index over tags could not follow the log; it is tried again: {}", String.valueOf(e));
            failing = true;
            setDue(!isClosed());
            await(PAUSE_NANOS, Integer.MAX_VALUE);
        }
    }

    private long lastRemembered() {
        lock.lock();
        try {
            return written.isEmpty() ? 0 : written.getLast().last();
        } finally {
            lock.unlock();
        }
    }

    private void setDue(boolean value) {
        lock.lock();
        try {
            due = value;
            hurried = false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Indexes what is committed, up to a position if the log is as long as that, else all. */
    void catchUp(Connection connection, long upTo) throws SQLException {
        long position = reached(connection);
        while (position < upTo) {
            Rows next = remembered(position);
            if (next == null) {
                next = read(connection, position);
            }
            if (next == null) {
                break;
            }
            position = write(connection, position, next) ? next.last() : after(connection, position);
        }
        reached = position;
        forget(position);
    }

    /** It was indexed by somebody else; or what is remembered here is not what the log has, when a server took over that lacks it. */
    private long after(Connection connection, long position) throws SQLException {
        long now = reached(connection);
        if (now == position) {
            lock.lock();
            try {
                forget();
            } finally {
                lock.unlock();
            }
        }
        return now;
    }

    private void forget() {
        written.clear();
        remembered = 0;
    }

    /** What is indexed. */
    private void forget(long upTo) {
        lock.lock();
        try {
            for (Written first = written.peekFirst();
                    first != null && first.last() <= upTo;
                    first = written.peekFirst()) {
                written.removeFirst();
                remembered -= first.events().size();
            }
        } finally {
            lock.unlock();
        }
    }

    static long reached(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REACHED);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The rows of what this process has written behind a position. */
    private @Nullable Rows remembered(long position) {
        List<Written> behind = behind(position);
        List<TagIndexCheck.Row> rows = new ArrayList<>();
        long last = position;
        for (Written next : behind) {
            for (KeyedEvent event : next.events()) {
                last++;
                for (long tag : event.tagKeys()) {
                    rows.add(new TagIndexCheck.Row(tag, event.typeKey(), last));
                }
            }
        }
        return behind.isEmpty() ? null : new Rows(rows, last, behind.getLast().hash());
    }

    private List<Written> behind(long position) {
        lock.lock();
        try {
            forget(position);
            List<Written> contiguous = new ArrayList<>();
            long last = position;
            for (Written next : written) {
                if (next.after() != last || next.last() - position > EVENTS_MAX && !contiguous.isEmpty()) {
                    break;
                }
                contiguous.add(next);
                last = next.last();
            }
            return contiguous;
        } finally {
            lock.unlock();
        }
    }

    /** The same of what others have written, or what was forgotten. */
    private static @Nullable Rows read(Connection connection, long position) throws SQLException {
        List<StoredEvent> events = EventReader.events(connection, AFTER, statement -> {
            statement.setLong(1, position);
            statement.setInt(2, READ_MAX);
        });
        if (events.isEmpty()) {
            return null;
        }
        List<TagIndexCheck.Row> rows = new ArrayList<>();
        for (StoredEvent event : events) {
            event.tags().forEach(tag -> rows.add(TagIndexCheck.row(event, tag)));
        }
        return new Rows(rows, events.getLast().position(), events.getLast().hash());
    }

    private static boolean write(Connection connection, long from, Rows next) throws SQLException {
        next.rows().sort(Comparator.comparingLong(TagIndexCheck.Row::tag)); // neighbours in the index
        if (next.rows().size() < COPIED_MIN) {
            return insert(connection, from, next);
        }
        try {
            return copy(connection, from, next);
        } catch (SQLException e) {
            if (!THERE_ALREADY.equals(e.getSQLState())) {
                throw e;
            }
            return insert(connection, from, next);
        }
    }

    private static void bindMove(PreparedStatement statement, long from, Rows next) throws SQLException {
        statement.setLong(1, next.last());
        statement.setLong(2, from);
        statement.setLong(3, next.last());
        statement.setBytes(4, next.hash().bytes());
    }

    /** Takes the server a third less time than an insert, but some round trips. */
    private static boolean copy(Connection connection, long from, Rows next) throws SQLException {
        boolean alone = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            bindMove(move, from, next);
            boolean moved = move.execute() && move.getResultSet().next();
            if (moved) {
                PGConnection copying = connection.unwrap(PGConnection.class);
                byte[] bytes = binary(next.rows());
                CopyIn in = copying.getCopyAPI().copyIn(COPY);
                in.writeToCopy(bytes, 0, bytes.length);
                in.endCopy();
            }
            connection.commit();
            return moved;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(alone);
        }
    }

    /** As COPY takes it. */
    private static byte[] binary(List<TagIndexCheck.Row> rows) {
        ByteBuffer bytes = ByteBuffer.allocate(COPY_HEADER.length + rows.size() * COPY_ROW + Short.BYTES);
        bytes.put(COPY_HEADER);
        for (TagIndexCheck.Row row : rows) {
            bytes.putShort((short) 3);
            bytes.putInt(Long.BYTES).putLong(row.tag());
            bytes.putInt(Integer.BYTES).putInt(row.type());
            bytes.putInt(Long.BYTES).putLong(row.position());
        }
        return bytes.putShort((short) -1).array();
    }

    private static boolean insert(Connection connection, long from, Rows next) throws SQLException {
        List<TagIndexCheck.Row> rows = next.rows();
        try (PreparedStatement statement = connection.prepareStatement(Statements.INDEX_TAGS)) {
            bindMove(statement, from, next);
            PGConnection arrays = connection.unwrap(PGConnection.class);
            long[] tags = rows.stream().mapToLong(TagIndexCheck.Row::tag).toArray();
            int[] types = rows.stream().mapToInt(TagIndexCheck.Row::type).toArray();
            long[] positions =
                    rows.stream().mapToLong(TagIndexCheck.Row::position).toArray();
            statement.setArray(5, arrays.createArrayOf("int8", tags));
            statement.setArray(6, arrays.createArrayOf("int4", types));
            statement.setArray(7, arrays.createArrayOf("int8", positions));
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                return answer.getLong(1) > 0;
            }
        }
    }

    /** Indexes what is there, and stops. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
