package dev.flare.integration.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.support.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Flare on a given PostgreSQL: databases with names of their own, made by {@code flare migrate} as a role that is no
 * superuser; sides that are started by their jars, with passwords from files.
 */
public final class Deployment implements AutoCloseable {

    private static final String OWNER = "flare_owner";
    private static final List<String> SIDES = List.of("COMMAND", "QUERY", "SAGA");

    private final String urlTemplate;
    private final String regions;
    private final String ownersPassword = Bank.unique("secret-owner");
    private final Map<String, String> passwords = new HashMap<>();
    private final Path secrets;
    private final List<ExecutableJar> started = new ArrayList<>();

    /** On the tests' PostgreSQL, with nothing made yet. */
    public Deployment(String name, String regions) {
        this.urlTemplate = TestPostgres.owner().urlTemplate().replace("{database}", name + "_{database}");
        this.regions = regions;
        try {
            this.secrets = Files.createTempDirectory("flare-it-secrets");
            for (String side : SIDES) {
                passwords.put(side, Bank.unique("secret-"));
                Files.writeString(secrets.resolve(side), passwords.get(side) + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TestPostgres.execute("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + OWNER
                + "') THEN CREATE ROLE " + OWNER + " LOGIN CREATEDB CREATEROLE; END IF; END $$");
        TestPostgres.execute("ALTER ROLE " + OWNER + " PASSWORD '" + ownersPassword + "'");
    }

    /** Everything that must not be seen anywhere. */
    public List<String> secrets() {
        List<String> all = new ArrayList<>(passwords.values());
        all.add(ownersPassword);
        return all;
    }

    /** {@code flare migrate}, under way; its output must be read. */
    public Process migrate() {
        List<String> arguments = List.of("migrate", "--jdbc", urlTemplate, "--user", OWNER, "--regions", regions);
        Map<String, String> environment = environment();
        environment.put("PGPASSWORD", ownersPassword);
        return Java.start(environment, "dev.flare.standalone.FlareCommand", arguments.toArray(String[]::new));
    }

    public Deployment migrated() {
        assertMigrated(migrate());
        return this;
    }

    /** It has done its work, and told nobody a password. */
    public void assertMigrated(Process migration) {
        try {
            String said = new String(migration.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(migration.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(migration.exitValue()).as(said).isZero();
            assertThat(said).contains("are up to date").doesNotContain(secrets());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What every side is told. */
    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("FLARE_REGIONS", regions);
        for (String side : SIDES) {
            environment.put("FLARE_" + side + "_POSTGRES_URL_TEMPLATE", urlTemplate);
            environment.put(
                    "FLARE_" + side + "_POSTGRES_PASSWORD_FILE",
                    secrets.resolve(side).toString());
        }
        return environment;
    }

    /** Started and perhaps not yet ready. */
    public ExecutableJar start(String module) {
        return start(module, Map.of());
    }

    /** @param changed settings that differ; an empty one is not set */
    public ExecutableJar start(String module, Map<String, String> changed) {
        Map<String, String> environment = environment();
        environment.putAll(changed);
        environment.values().removeIf(String::isEmpty);
        ExecutableJar side = ExecutableJar.start(module, environment);
        started.add(side);
        return side;
    }

    /** For what only a superuser may do; to be closed by who asks for it. */
    public Connection connect(String database) throws SQLException {
        PostgresServer server = TestPostgres.owner();
        return DriverManager.getConnection(
                urlTemplate.replace("{database}", database), server.user(), server.password());
    }

    /** The first column of all rows, asked as the owner. */
    public List<String> ask(String database, String sql) {
        PostgresServer server = new PostgresServer(urlTemplate, OWNER, ownersPassword);
        try (Connection connection = DriverManager.getConnection(server.url(database), server.user(), ownersPassword);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(String.valueOf(rows.getString(1)));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Ends every process that is left. */
    @Override
    public void close() {
        started.forEach(ExecutableJar::close);
        try {
            for (String side : SIDES) {
                Files.delete(secrets.resolve(side));
            }
            Files.delete(secrets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
