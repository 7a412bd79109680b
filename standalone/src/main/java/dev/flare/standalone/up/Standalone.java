package dev.flare.standalone.up;

import dev.flare.eventstore.DatabaseNotReadyException;
import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import dev.flare.standalone.migrate.Databases;
import dev.flare.standalone.migrate.Installation;
import dev.flare.standalone.migrate.UnfitServerException;
import dev.flare.standalone.postgres.DataDirectory;
import dev.flare.standalone.postgres.EmbeddedServer;
import dev.flare.standalone.postgres.Passwords;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;

/** All sides in this process, from the lock on the data directory to its release. */
final class Standalone {

    private final String host;
    private final int port;
    private final Path directory;
    private final List<Region> regions;
    private final PrintWriter out;

    Standalone(String host, int port, Path directory, List<Region> regions, PrintWriter out) {
        this.host = host;
        this.port = port;
        this.directory = directory;
        this.regions = regions;
        this.out = out;
    }

    /** Returns when it was told to stop and everything has been stopped: the application first, then PostgreSQL. */
    ExitCode run() {
        StopSignal stop = StopSignal.listen();
        // Until the application has set up its log, what libraries say would go to the console as it comes.
        LoggingSystem.get(getClass().getClassLoader()).beforeInitialize();
        try (DataDirectory data = DataDirectory.open(directory)) {
            refuseTakenPort();
            say("data in " + data.root());
            try (EmbeddedServer postgres = EmbeddedServer.start(data)) {
                say(postgres + " is up");
                Map<String, String> settings = settings(data, prepare(postgres));
                serve(data, settings, stop);
            }
        }
        say("stopped");
        return ExitCode.DONE;
    }

    private void serve(DataDirectory data, Map<String, String> settings, StopSignal stop) {
        if (stop.isReceived()) {
            return;
        }
        try (ConfigurableApplicationContext application = start(data, settings)) {
            say("Flare is ready at http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
            stop.await();
            say("stopping");
        }
    }

    /** How each side reaches the server, by the prefix of its settings. */
    private Map<String, PostgresServer> prepare(EmbeddedServer postgres) {
        Installation wanted = Installation.of(regions);
        try (Databases databases = Databases.open(postgres.owner())) {
            List<String> names = new ArrayList<>();
            for (Installation.Database database : wanted.databases()) {
                names.add(databases.bringUpToDate(database));
            }
            say("databases " + String.join(", ", names) + " are up to date");
            Map<String, PostgresServer> servers = new LinkedHashMap<>();
            for (Installation.Role role : wanted.roles()) {
                String password = Passwords.random();
                databases.grant(role);
                databases.setPassword(role, password);
                servers.put(role.settings(), postgres.as(role.name(), password));
            }
            return servers;
        } catch (UnfitServerException | DatabaseNotReadyException e) {
            throw new CommandStopped(ExitCode.NO, String.valueOf(e.getMessage()), e);
        } catch (SQLException e) {
            throw new CommandStopped(ExitCode.NO, "cannot prepare the databases: " + e.getMessage(), e);
        }
    }

    private Map<String, String> settings(DataDirectory data, Map<String, PostgresServer> servers) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spring.config.name", "standalone");
        settings.put("server.address", host);
        settings.put("server.port", String.valueOf(port));
        settings.put("flare.regions", regions.stream().map(Region::name).collect(Collectors.joining(",")));
        settings.put("logging.file.name", data.log().toString());
        servers.forEach((prefix, server) -> {
            settings.put(prefix + ".url-template", server.urlTemplate());
            settings.put(prefix + ".user", server.user());
            settings.put(prefix + ".password", server.password());
        });
        return settings;
    }

    private ConfigurableApplicationContext start(DataDirectory data, Map<String, String> settings) {
        SpringApplication application = new SpringApplication(StandaloneApplication.class);
        application.setRegisterShutdownHook(false);
        // As arguments they outrank the environment: what the command line says is what happens.
        String[] arguments = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        try {
            return application.run(arguments);
        } catch (RuntimeException e) {
            throw notStarted(data, e);
        }
    }

    private CommandStopped notStarted(DataDirectory data, RuntimeException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            if (root instanceof PortInUseException taken) {
                return portTaken(taken);
            }
            root = root.getCause();
        }
        return new CommandStopped(
                ExitCode.NO,
                "the application does not start: " + root.getMessage() + " (more in " + data.log() + ")",
                failure);
    }

    /** Asked before the databases are touched; asked again by the server itself. */
    private void refuseTakenPort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            throw portTaken(e);
        }
    }

    private CommandStopped portTaken(Exception cause) {
        return new CommandStopped(
                ExitCode.NO,
                "cannot listen on " + host + ":" + port + " (" + cause.getMessage() + "); give --port another one",
                cause);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
