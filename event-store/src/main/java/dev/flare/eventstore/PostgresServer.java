package dev.flare.eventstore;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * How to reach a PostgreSQL server as one role.
 *
 * @param urlTemplate a JDBC URL in which {@code {database}} stands for the name of the database
 */
public record PostgresServer(String urlTemplate, String user, String password) {

    /**
     * Planning by JIT costs 30 ms a statement on batches and gains nothing on short ones. A machine that vanishes in the
     * middle of a transaction, without a goodbye, must not keep its locks from the other instances for hours: the server
     * asks for a sign of life and ends a transaction in which nothing happens.
     */
    private static final String OPTIONS = "-c jit=off -c statement_timeout=30s -c synchronous_commit=on"
            + " -c idle_in_transaction_session_timeout=60s"
            + " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4";

    /**
     * Every statement on a log has one right plan: by index, row by row. PostgreSQL keeps plans with the connection, also one
     * that it made while the tables were nearly empty and a scan of them cost nothing.
     */
    private static final String ALWAYS_BY_INDEX =
            " -c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off" + " -c enable_mergejoin=off";

    /** Where one database is. */
    public String url(String database) {
        return urlTemplate.replace("{database}", database);
    }

    /**
     * A pool of connections to one database. A connection that cannot be had within 5 s, or a statement that does not
     * answer within 30 s, is an error.
     */
    public HikariDataSource open(String database, String poolName, int connections) {
        return open(database, poolName, connections, OPTIONS);
    }

    /**
     * The same for the database of an event store. Its connections keep no plan that scans a table; they are for the store and
     * for what is found by index, not for reports.
     */
    public HikariDataSource openLog(String database, String poolName, int connections) {
        return open(database, poolName, connections, OPTIONS + ALWAYS_BY_INDEX);
    }

    private HikariDataSource open(String database, String poolName, int connections, String options) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(poolName);
        config.setJdbcUrl(url(database));
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(1, connections));
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", poolName);
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("socketFactory", PromptSocketFactory.class.getName());
        // The details of an error name values, which belong to people and not into logs.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("options", options);
        return new HikariDataSource(config);
    }

    /** One connection, now or not at all. */
    Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        return DriverManager.getConnection(url(database), properties);
    }

    /** Not the password. */
    @Override
    public String toString() {
        return user + " at " + urlTemplate;
    }
}
