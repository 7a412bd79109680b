package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other processes that something was committed. After the commit and on another connection, because a NOTIFY
 * inside an append would serialise the commits of the whole server; many commits may share one.
 */
final class Notifier implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    /** A notification is lost with the server anyway: waiting for fsync would only keep the next append waiting for its own. */
    private static final String NOTIFY =
            "SELECT set_config('synchronous_commit', 'off', true), pg_notify('" + Arrivals.CHANNEL + "', ?)";

    /** A connection that is taken anew for each notification costs as much as the notification. */
    private static final long KEPT_SECONDS = 1;

    private final DataSource dataSource;
    private final String sender;
    private final Semaphore committed = new Semaphore(0);
    private volatile boolean closed;

    /** @param sender told along, so that who learned it from this store itself need not look again */
    Notifier(DataSource dataSource, String sender) {
        this.dataSource = dataSource;
        this.sender = sender;
    }

    void committed() {
        committed.release();
    }

    /** Not by an interrupt, which would break the connection in use. */
    void close() {
        closed = true;
        committed.release();
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                committed.acquire();
                notifyWhileBusy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On one connection, until nothing was committed for a while. */
    private void notifyWhileBusy() throws InterruptedException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
            notify.setString(1, sender);
            boolean more = !closed;
            while (more) {
                committed.drainPermits();
                notify.execute();
                more = !closed && committed.tryAcquire(KEPT_SECONDS, TimeUnit.SECONDS) && !closed;
            }
        } catch (SQLException e) {
            LOG.warn("could not notify; followers will see by polling: {}", e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("could not notify; followers will see by polling");
        }
    }
}
