package dev.flare.integration.supervision;

import static org.awaitility.Awaitility.await;

import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.PostgresServer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Java;
import dev.flare.integration.support.Postgres;
import dev.flare.saga.SagaSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/** A supervisor in a process of its own, on the databases of a Flare that is up or on others of the same server. */
public final class Supervisor implements AutoCloseable {

    private final Process process;
    private final Path log;
    private final Api api;

    private Supervisor(Process process, Path log, Api api) {
        this.process = process;
        this.log = log;
        this.api = api;
    }

    /** A second one beside that of a Flare, on the same databases. */
    public static Supervisor beside(Flare flare) {
        return start(as(flare.postgres(), flare.postgres().urlTemplate()), "au,uk,us");
    }

    /**
     * Makes databases that nobody else uses, of one region and of a supervisor.
     *
     * @return a server whose databases have this prefix
     */
    static PostgresServer databases(Postgres postgres, String prefix) {
        String urlTemplate = postgres.urlTemplate().replace("{database}", prefix + "_{database}");
        EventStoreSchema.migrate(created(postgres, urlTemplate, prefix, "uk"));
        PGSimpleDataSource supervisor = created(postgres, urlTemplate, prefix, "supervisor");
        EventStoreSchema.migrate(supervisor);
        SagaSchema.migrate(supervisor);
        return as(postgres, urlTemplate);
    }

    private static PGSimpleDataSource created(Postgres postgres, String urlTemplate, String prefix, String name) {
        try {
            postgres.run("postgres", "CREATE DATABASE " + prefix + "_" + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setUrl(urlTemplate.replace("{database}", name));
        owner.setUser("postgres");
        owner.setPassword(postgres.password());
        return owner;
    }

    private static PostgresServer as(Postgres postgres, String urlTemplate) {
        String role = Bank.unique("flare_saga_").replace('-', '_');
        String password = Bank.unique("password");
        try {
            postgres.run(
                    "postgres",
                    "CREATE ROLE " + role + " LOGIN PASSWORD '" + password + "' IN ROLE flare_read, flare_saga");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new PostgresServer(urlTemplate, role, password);
    }

    /** Returns when it is ready. */
    static Supervisor start(PostgresServer server, String regions, String... more) {
        int port = Flare.freePort();
        try {
            Path log = Files.createTempFile("flare-it-supervisor", ".log");
            List<String> settings = new ArrayList<>(List.of(more));
            settings.add("--server.port=" + port);
            settings.add("--flare.regions=" + regions);
            settings.add("--flare.saga.postgres.url-template=" + server.urlTemplate());
            settings.add("--flare.saga.postgres.user=" + server.user());
            settings.add("--flare.saga.postgres.password=" + server.password());
            Process process =
                    Java.start(log, "dev.flare.saga.SagaSupervisorApplication", settings.toArray(String[]::new));
            Supervisor supervisor = new Supervisor(process, log, new Api("http://127.0.0.1:" + port));
            supervisor.awaitReady();
            return supervisor;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() throws IOException {
        try {
            await().atMost(Duration.ofSeconds(90)).until(() -> readiness() == 200);
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw new IllegalStateException("not ready, after\n" + Files.readString(log), e);
        }
    }

    /** What the readiness probe is answered; 0 when nobody does. */
    int readiness() {
        try {
            return api.trySend(api.request("/actuator/health/readiness").GET()).status();
        } catch (IOException e) {
            return 0;
        }
    }

    public Api api() {
        return api;
    }

    /** What it has logged. */
    List<String> log() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("it does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
