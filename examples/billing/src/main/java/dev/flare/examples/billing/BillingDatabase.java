package dev.flare.examples.billing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.flare.participant.ParticipationSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The service's own database, made where it is missing. */
final class BillingDatabase {

    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String ALREADY_THERE = "42P04";

    private BillingDatabase() {}

    static HikariDataSource open(BillingSettings settings) throws SQLException, IOException {
        createWhereMissing(settings);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.databaseUrl());
        config.setUsername(settings.databaseUser());
        config.setPassword(settings.databasePassword());
        config.setMaximumPoolSize(10);
        config.setConnectionTimeout(3_000);
        HikariDataSource dataSource = new HikariDataSource(config);
        ParticipationSchema.create(dataSource);
        createTables(dataSource);
        return dataSource;
    }

    private static void createWhereMissing(BillingSettings settings) throws SQLException {
        try (Connection connection = connect(settings, settings.databaseUrl())) {
            connection.isValid(1);
        } catch (SQLException e) {
            if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
                throw e;
            }
            create(settings);
        }
    }

    private static void create(BillingSettings settings) throws SQLException {
        String url = settings.databaseUrl();
        String name = url.substring(url.lastIndexOf('/') + 1).replaceAll("\\?.*", "");
        try (Connection connection = connect(settings, url.substring(0, url.lastIndexOf('/')) + "/postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(name, true));
        } catch (SQLException e) {
            if (!ALREADY_THERE.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private static Connection connect(BillingSettings settings, String url) throws SQLException {
        return DriverManager.getConnection(url, settings.databaseUser(), settings.databasePassword());
    }

    private static void createTables(DataSource dataSource) throws SQLException, IOException {
        try (InputStream sql = BillingDatabase.class.getResourceAsStream("billing.sql");
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            if (sql == null) {
                throw new IllegalStateException("billing.sql is missing");
            }
            statement.execute(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
