package dev.flare.standalone.migrate;

import dev.flare.eventstore.DatabaseNotReadyException;
import dev.flare.eventstore.PostgresServer;
import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import dev.flare.web.settings.Settings;
import dev.flare.web.settings.WrongSettingException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes databases, tables and roles on a given PostgreSQL, as its owner: what the sides themselves have no right to. */
@Command(
        name = "migrate",
        description = {
            "Make databases, tables and roles on a given PostgreSQL, or bring them up to date. Safe to repeat.",
            "The owner's password: PGPASSWORD, PGPASSWORD_FILE or ~/.pgpass. The roles get the passwords of "
                    + "FLARE_COMMAND_POSTGRES_PASSWORD, FLARE_QUERY_POSTGRES_PASSWORD and "
                    + "FLARE_SAGA_POSTGRES_PASSWORD, each also with _FILE; what is not set is left as it is."
        },
        mixinStandardHelpOptions = true)
public final class MigrateCommand implements Callable<Integer> {

    @Option(
            names = "--jdbc",
            required = true,
            paramLabel = "URL",
            description = "Like jdbc:postgresql://localhost:5432/{database}, with those braces.")
    private String url = "";

    @Option(names = "--user", required = true, description = "A role that may create databases and roles.")
    private String user = "";

    @Mixin
    private RegionsOption regions = new RegionsOption();

    @Spec
    private @Nullable CommandSpec spec;

    private final Settings settings;

    public MigrateCommand() {
        StandardEnvironment environment = new StandardEnvironment();
        ConfigurationPropertySources.attach(environment);
        this.settings = new Settings(environment);
    }

    @Override
    public Integer call() {
        Installation wanted = Installation.of(regions.regions());
        if (!url.startsWith("jdbc:postgresql:") || !url.contains("{database}")) {
            throw new ParameterException(
                    command().commandLine(), "--jdbc is like jdbc:postgresql://localhost:5432/{database}");
        }
        // What libraries say of their work is not for the person at the console.
        LoggingSystem.get(getClass().getClassLoader()).beforeInitialize();
        try (Databases databases = Databases.open(owner())) {
            migrate(wanted, databases);
        } catch (WrongSettingException e) {
            throw new CommandStopped(ExitCode.WRONG_USAGE, String.valueOf(e.getMessage()), e);
        } catch (UnfitServerException | DatabaseNotReadyException e) {
            throw new CommandStopped(ExitCode.NO, String.valueOf(e.getMessage()), e);
        } catch (SQLException e) {
            throw stopped(e);
        }
        return ExitCode.DONE.number();
    }

    private PostgresServer owner() {
        return new PostgresServer(
                url, user, settings.optionalSecret("pgpassword").orElse(""));
    }

    private void migrate(Installation wanted, Databases databases) throws SQLException {
        List<String> names = new ArrayList<>();
        for (Installation.Database database : wanted.databases()) {
            names.add(databases.bringUpToDate(database));
        }
        say("databases " + String.join(", ", names) + " are up to date");
        for (Installation.Role role : wanted.roles()) {
            boolean isNew = databases.grant(role);
            Optional<String> password = settings.optionalSecret(role.settings() + ".password");
            if (password.isPresent()) {
                databases.setPassword(role, password.get());
            }
            say("role " + role.name() + (isNew ? " was made, " : " was there, ")
                    + (password.isPresent() ? "with the password given" : "its password left as it is"));
        }
    }

    /** Connection failures are of class 08; everything else is the server's own refusal. */
    private static CommandStopped stopped(SQLException e) {
        boolean reached = e.getSQLState() != null && !e.getSQLState().startsWith("08");
        return new CommandStopped(reached ? ExitCode.NO : ExitCode.NOT_REACHABLE, String.valueOf(e.getMessage()), e);
    }

    private void say(String line) {
        PrintWriter out = command().commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private CommandSpec command() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        return spec;
    }
}
