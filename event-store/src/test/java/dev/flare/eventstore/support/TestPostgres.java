package dev.flare.eventstore.support;

import dev.flare.eventstore.PostgresServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One real PostgreSQL for all tests of a JVM, with fsync on: in a container where an engine answers, else embedded. Each
 * test takes databases of its own.
 */
public final class TestPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** The owner of everything; applications' roles are narrower. */
    public static PostgresServer owner() {
        return Holder.SERVER;
    }

    /** The name of a new, empty database. */
    public static String newDatabase() {
        String name = "t" + DATABASES.incrementAndGet() + "_"
                + ProcessHandle.current().pid();
        execute("CREATE DATABASE " + name);
        return name;
    }

    /** A pool on a new, empty database, as its owner. */
    public static DataSource newDataSource() {
        return owner().open(newDatabase(), "test", 8);
    }

    /** Creates a role that may log in and belongs to the given groups. */
    public static PostgresServer as(String role, String... groups) {
        execute("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role + "') THEN CREATE ROLE "
                + role + " LOGIN PASSWORD '" + role + "'; END IF; END $$");
        for (String group : groups) {
            execute("GRANT " + group + " TO " + role);
        }
        return new PostgresServer(owner().urlTemplate(), role, role);
    }

    /** Runs a statement as the owner, in the server's own database. */
    public static void execute(String sql) {
        PostgresServer owner = owner();
        String url = owner.urlTemplate().replace("{database}", "postgres");
        try (Connection connection = DriverManager.getConnection(url, owner.user(), owner.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static final class Holder {
        static final PostgresServer SERVER = containerEngineAnswers() ? container() : embedded();
    }

    /** Asks only where there is something to ask: a look at a missing engine costs seconds. */
    private static boolean containerEngineAnswers() {
        boolean configured = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        return configured && DockerClientFactory.instance().isDockerAvailable();
    }

    private static PostgresServer container() {
        PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:18")
                .withCommand("postgres", "-c", "max_connections=400", "-c", "fsync=on", "-c", "synchronous_commit=on");
        postgres.start();
        String template = postgres.getJdbcUrl().replace("/" + postgres.getDatabaseName(), "/{database}");
        return new PostgresServer(template, postgres.getUsername(), postgres.getPassword());
    }

    private static PostgresServer embedded() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "400")
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(postgres)));
            return new PostgresServer(
                    "jdbc:postgresql://localhost:" + postgres.getPort() + "/{database}", "postgres", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL does not start", e);
        }
    }

    private static void close(EmbeddedPostgres postgres) {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
