package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who follow a log that it grew, within milliseconds, by LISTEN on a connection of its own. A notification is
 * only a hint and may be lost with its connection: whoever waits must look for itself when the wait is over. Listens from the
 * moment somebody asks for the first time. A connection that breaks is replaced; so is one that fell silent, as when a machine
 * vanished, after 12 s. The driver hands a notification over a millisecond late unless its sockets come from
 * {@link PromptSocketFactory}.
 */
public final class Arrivals implements AutoCloseable {

    static final String CHANNEL = "flare_events";

    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);
    private static final int LISTEN_MILLIS = 200;
    private static final int RECONNECT_MILLIS = 500;
    private static final int ANSWER_SECONDS = 2;
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final DataSource dataSource;
    private final Duration silence;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Set<String> heardDirectly = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private long count;
    private volatile boolean listening;
    private volatile boolean closed;

    public Arrivals(DataSource dataSource, String name) {
        this(dataSource, name, SILENCE);
    }

    /** @param silence how long nothing may be heard before the connection is asked whether it is still there */
    Arrivals(DataSource dataSource, String name, Duration silence) {
        this.dataSource = dataSource;
        this.silence = silence;
        // Not a virtual one, which would be told by a third thread that something came in, and wait for a free carrier.
        this.thread = Thread.ofPlatform().name("arrivals-" + name).daemon().unstarted(this::listen);
    }

    /** How many times something arrived so far: to be read before looking at the log, and given to {@link #await}. */
    public long count() {
        lock.lock();
        try {
            if (!listening && !closed) {
                listening = true;
                thread.start();
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something arrived since {@code seen} was read, at most for a time. */
    public void await(long seen, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (count == seen && nanos > 0 && !closed) {
                nanos = arrived.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void listen() {
        while (!closed) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("LISTEN " + CHANNEL);
                signal();
                try {
                    forward(connection);
                } finally {
                    // Also shows a broken connection to its pool, which does not see what happens to the unwrapped one.
                    statement.execute("UNLISTEN *");
                }
            } catch (SQLException | RuntimeException | Error e) {
                if (!closed) {
                    LOG.warn("lost the connection that listens for events; connecting again: {}", String.valueOf(e));
                    pause();
                }
            }
        }
    }

    private void forward(Connection connection) throws SQLException {
        PGConnection notified = connection.unwrap(PGConnection.class);
        long heard = System.nanoTime();
        while (!closed) {
            PGNotification[] notifications = notified.getNotifications(LISTEN_MILLIS);
            if (notifications != null && notifications.length > 0) {
                if (Arrays.stream(notifications).anyMatch(this::isNews)) {
                    signal();
                }
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > silence.toNanos()) {
                requireAnswer(connection);
                heard = System.nanoTime();
            }
        }
    }

    private boolean isNews(PGNotification notification) {
        return !heardDirectly.contains(notification.getParameter());
    }

    /** What this sender has to tell arrives by {@link #happened} from now on, without a detour through the server. */
    void hearDirectly(String sender) {
        heardDirectly.add(sender);
    }

    boolean isClosed() {
        return closed;
    }

    /** Something was committed in this very process. */
    void happened() {
        signal();
    }

    /** Somebody who only listens never learns that the other side is gone. */
    private static void requireAnswer(Connection connection) throws SQLException {
        if (!connection.isValid(ANSWER_SECONDS)) {
            throw new SQLException("it does not answer any more");
        }
    }

    private void signal() {
        lock.lock();
        try {
            count++;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RECONNECT_MILLIS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        signal();
        if (!listening) {
            return;
        }
        try {
            thread.join(Duration.ofMillis(2 * LISTEN_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
