package dev.flare.integration.support;

import static org.awaitility.Awaitility.await;

import dev.flare.eventstore.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A command side in a process of its own, on the databases of a Flare that is up or on others. */
public final class CommandSide implements AutoCloseable {

    private final Process process;
    private final Path log;
    private final Api api;

    private CommandSide(Process process, Path log, Api api) {
        this.process = process;
        this.log = log;
        this.api = api;
    }

    /** @param more settings, each {@code --name=value} */
    public static CommandSide start(Flare flare, String... more) {
        Postgres postgres = flare.postgres();
        String role = Bank.unique("flare_command_").replace('-', '_');
        String password = Bank.unique("password");
        try {
            postgres.run("postgres", "CREATE ROLE " + role + " LOGIN PASSWORD '" + password + "' IN ROLE flare_append");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return start(new PostgresServer(postgres.urlTemplate(), role, password), more);
    }

    /** On a server whose databases were made. */
    public static CommandSide start(PostgresServer server, String... more) {
        int port = Flare.freePort();
        try {
            Path log = Files.createTempFile("flare-it-command", ".log");
            List<String> settings = new ArrayList<>(List.of(more));
            settings.add("--server.port=" + port);
            settings.add("--server.address=127.0.0.1");
            settings.add("--flare.command.postgres.url-template=" + server.urlTemplate());
            settings.add("--flare.command.postgres.user=" + server.user());
            settings.add("--flare.command.postgres.password=" + server.password());
            Process process =
                    Java.start(log, "dev.flare.command.CommandSideApplication", settings.toArray(String[]::new));
            CommandSide side = new CommandSide(process, log, new Api("http://127.0.0.1:" + port));
            side.awaitReady();
            return side;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() throws IOException {
        try {
            await().atMost(Duration.ofSeconds(90)).until(this::isReady);
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw new IllegalStateException("not ready, after\n" + Files.readString(log), e);
        }
    }

    private boolean isReady() {
        try {
            return api.trySend(api.request("/actuator/health/readiness").GET()).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public Api api() {
        return api;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.delete(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
