package dev.flare.participant.support;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.participant.ParticipationSchema;
import dev.flare.participant.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** A service's own database: its work is a row in {@code work}, its undoing another one with the opposite amount. */
public final class ServiceDatabase implements AutoCloseable {

    private final HikariDataSource dataSource = TestPostgres.owner().open(TestPostgres.newDatabase(), "service", 24);

    public ServiceDatabase() throws SQLException {
        ParticipationSchema.create(dataSource);
        execute("CREATE TABLE work (transaction_id text NOT NULL, amount int NOT NULL)");
    }

    public DataSource dataSource() {
        return dataSource;
    }

    /** With a transaction open. */
    public Connection begin() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    public static void work(Connection connection, String id) throws SQLException {
        write(connection, id, 1);
    }

    public static void undo(Connection connection, String id, Row row) throws SQLException {
        write(connection, id, -1);
    }

    private static void write(Connection connection, String id, int amount) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO work VALUES (?, ?)")) {
            statement.setString(1, id);
            statement.setInt(2, amount);
            statement.executeUpdate();
        }
    }

    /** How often the work is in force. */
    public long effects(String id) throws SQLException {
        return Long.parseLong(texts("SELECT coalesce(sum(amount), 0) FROM work WHERE transaction_id = '" + id + "'")
                .getFirst());
    }

    /** What waits in the outbox, such as {@code t-1 STARTED}. */
    public List<String> queued() throws SQLException {
        return texts("SELECT transaction_id || ' ' || state FROM flare_outbox WHERE refused_at IS NULL ORDER BY id");
    }

    public List<String> texts(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
