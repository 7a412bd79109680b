package dev.flare.eventstore.axon.tokens;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.support.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;

/** A database with tokens and one view, which counts how often it was given each event. */
final class Views implements AutoCloseable {

    private static final String TABLES = """
            CREATE TABLE seen (event uuid PRIMARY KEY, times integer NOT NULL);
            CREATE TABLE total (one boolean PRIMARY KEY DEFAULT true, events bigint NOT NULL);
            INSERT INTO total (events) VALUES (0);""";

    final String database;
    final HikariDataSource pool;

    private Views(String database, PostgresServer server) {
        this.database = database;
        this.pool = server.open(database, "views-" + database, 24);
    }

    static Views created() {
        Views views = at(TestPostgres.newDatabase(), TestPostgres.owner());
        views.execute(TABLES);
        TokenStoreSchema.migrate(views.pool);
        return views;
    }

    static Views at(String database, PostgresServer server) {
        return new Views(database, server);
    }

    /** What a projection does with an event, in the transaction of the token. */
    static void count(EventMessage event, ProcessingContext context) throws SQLException {
        count(ViewTransactions.connection(context), UUID.fromString(event.identifier()));
    }

    static void count(Connection connection, UUID event) throws SQLException {
        try (PreparedStatement seen = connection.prepareStatement("INSERT INTO seen VALUES (?, 1)"
                        + " ON CONFLICT (event) DO UPDATE SET times = seen.times + 1");
                Statement total = connection.createStatement()) {
            seen.setObject(1, event);
            seen.executeUpdate();
            total.executeUpdate("UPDATE total SET events = events + 1");
        }
    }

    static void empty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE seen");
            statement.execute("UPDATE total SET events = 0");
        }
    }

    long counted() {
        return number("SELECT events FROM total");
    }

    long seen() {
        return number("SELECT count(*) FROM seen");
    }

    long seenTwice() {
        return number("SELECT count(*) FROM seen WHERE times > 1");
    }

    /** All rows of the view in one line. */
    String content() {
        return text("SELECT string_agg(event || ':' || times, ',' ORDER BY event) FROM seen");
    }

    String owner(String processor) {
        return text("SELECT max(owner) FROM axon_tokens WHERE processor = '" + processor + "'");
    }

    /** As if nobody had extended any claim for a while. */
    void letClaimsEnd() {
        execute("UPDATE axon_tokens SET claimed_until = claimed_until - interval '1 day' WHERE owner IS NOT NULL");
    }

    long number(String sql) {
        return Long.parseLong(text(sql));
    }

    String text(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    void execute(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
