package dev.flare.eventstore;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.support.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A log of a test's own, in a new database, and the stores that were opened on it. */
final class TestLog implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Migrated once: copying a database is much faster than migrating one. */
    private static final class Template {
        static final String NAME = migrated();

        private static String migrated() {
            String name = TestPostgres.newDatabase();
            try (HikariDataSource pool = TestPostgres.owner().open(name, "template", 2)) {
                EventStoreSchema.migrate(pool);
            }
            return name;
        }
    }

    final String database;
    final HikariDataSource owner;
    private final List<EventStore> stores = new ArrayList<>();

    TestLog() {
        this.database = "log" + NUMBERS.incrementAndGet() + "_"
                + ProcessHandle.current().pid();
        TestPostgres.execute("CREATE DATABASE " + database + " TEMPLATE " + Template.NAME);
        this.owner = TestPostgres.owner().open(database, "owner-" + database, 16);
    }

    static EventStoreSettings settings() {
        return EventStoreSettings.defaults();
    }

    EventStore open() {
        return open(settings());
    }

    EventStore open(EventStoreSettings settings) {
        return open(settings, Clock.systemUTC());
    }

    EventStore open(EventStoreSettings settings, Clock clock) {
        return open(owner, settings, clock);
    }

    EventStore open(DataSource dataSource, EventStoreSettings settings, Clock clock) {
        EventStore store = EventStore.open(dataSource, database, settings, clock);
        stores.add(store);
        return store;
    }

    EventReader reader() {
        return new EventReader(owner);
    }

    List<StoredEvent> read() {
        return reader().after(0, Integer.MAX_VALUE);
    }

    /** However long it takes on a busy machine. */
    void execute(String sql) {
        Sql.with(owner, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET statement_timeout = 0");
                return statement.execute(sql);
            }
        });
    }

    long number(String sql) {
        return Sql.with(owner, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    /** Until the index over tags has caught up with the log. */
    void awaitIndexed() {
        awaitIndexed(owner, stores);
    }

    static void awaitIndexed(DataSource anybody, List<EventStore> writers) {
        writers.forEach(EventStore::indexAtOnce);
        await().pollInterval(Duration.ofMillis(5)).until(() -> Sql.with(anybody, TestLog::isIndexed));
    }

    private static boolean isIndexed(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT t.position = h.position FROM tags_head t, head h")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    /** Somebody else's transaction that holds the head: what is appended meanwhile waits. */
    HeldHead holdHead() {
        try {
            return new HeldHead(owner.getConnection());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Released by {@link #close}, without having changed anything. */
    static final class HeldHead implements AutoCloseable {

        final Connection connection;

        HeldHead(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1 FROM head FOR UPDATE");
            }
        }

        @Override
        public void close() {
            try (connection) {
                connection.rollback();
                connection.setAutoCommit(true);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    void closeStores() {
        stores.forEach(EventStore::close);
        stores.clear();
    }

    @Override
    public void close() {
        closeStores();
        owner.close();
    }
}
