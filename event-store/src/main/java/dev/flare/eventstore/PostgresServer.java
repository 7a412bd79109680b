package dev.flare.eventstore;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * How to reach a PostgreSQL server as one role.
 *
 * @param urlTemplate a JDBC URL in which {@code {database}} stands for the name of the database
 */
public record PostgresServer(String urlTemplate, String user, String password) {

    /**
     * A pool of connections to one database. A connection that cannot be had within 5 s, or a statement that does not
     * answer within 30 s, is an error.
     */
    public HikariDataSource open(String database, String poolName, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(poolName);
        config.setJdbcUrl(urlTemplate.replace("{database}", database));
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
        // The details of an error name values, which belong to people and not into logs.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        // Planning by JIT costs 30 ms a statement on batches and gains nothing on short ones.
        config.addDataSourceProperty("options", "-c jit=off -c statement_timeout=30s -c synchronous_commit=on");
        return new HikariDataSource(config);
    }

    /** Not the password. */
    @Override
    public String toString() {
        return user + " at " + urlTemplate;
    }
}
