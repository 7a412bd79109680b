package dev.flare.command.participation;

import dev.flare.messages.shared.Region;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many transfers are under way from a region to others: sent, and neither settled, halted nor come back. Looked up a few times a
 * second while there are any, up to the limit; what is let through between two looks is added, so that there are never many more
 * than the limit, however many instances let them through.
 */
final class TransfersUnderWay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TransfersUnderWay.class);
    private static final long LOOK_MILLIS = 250;

    /** Others may let transfers through while this instance lets none. */
    private static final int IDLE_LOOKS = 8;

    private static final String COUNT = """
            SELECT count(*) FROM (
                SELECT FROM participation
                WHERE has_started AND NOT has_completed AND NOT has_compensated AND NOT halted
                ORDER BY started_at LIMIT ?) under_way""";

    private final Region region;
    private final DataSource database;
    private final int limit;
    private final AtomicInteger sinceLook = new AtomicInteger();
    private final Thread thread;
    private volatile int looked;
    private volatile boolean closed;

    TransfersUnderWay(Region region, DataSource database, int limit) {
        this.region = region;
        this.database = database;
        this.limit = limit;
        this.thread = Thread.ofVirtual().name("transfers-under-way-" + region).unstarted(this::run);
    }

    TransfersUnderWay start() {
        thread.start();
        return this;
    }

    /** Whether one more may be sent; it counts from now on. */
    boolean admits() {
        if (count() >= limit) {
            return false;
        }
        sinceLook.incrementAndGet();
        return true;
    }

    /** At the last look and let through since then; the limit when there are more. */
    int count() {
        return looked + sinceLook.get();
    }

    int limit() {
        return limit;
    }

    private void run() {
        try {
            for (int tick = 0; !closed; tick++) {
                if (tick % IDLE_LOOKS == 0 || count() > 0) {
                    look();
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.debug("transfers under way from {} are no longer counted", region);
        }
    }

    /** What was let through before the look may not be in it yet, but soon after; what comes during it is kept. */
    void look() {
        int before = sinceLook.get();
        try {
            looked = read();
            sinceLook.addAndGet(-before);
        } catch (SQLException e) {
            // Nobody is refused for that: whether the database answers is told by the store itself.
            LOG.atDebug().setCause(e).addKeyValue("region", region.name()).log("transfers under way are not counted");
        }
    }

    private int read() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement count = connection.prepareStatement(COUNT)) {
            count.setInt(1, limit);
            try (ResultSet rows = count.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            // A look takes less than that, and an interrupt would break its connection.
            if (!thread.join(Duration.ofMillis(50))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
