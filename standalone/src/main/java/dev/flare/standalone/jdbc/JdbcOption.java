package dev.flare.standalone.jdbc;

import dev.flare.eventstore.EventReader;
import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Option;

/** {@code --jdbc}, for every command that can read a region's events itself: no Flare need run, and none need be trusted. */
public final class JdbcOption {

    @Option(
            names = "--jdbc",
            paramLabel = "URL",
            description = "Read the events from a region's database instead of asking a running Flare: "
                    + "jdbc:postgresql://HOST:PORT/REGION, with PGUSER and PGPASSWORD from the environment.")
    private @Nullable String url;

    /** The log, if the option was given; user and password are in the URL or in PGUSER and PGPASSWORD. */
    public Optional<EventReader> log() {
        return Optional.ofNullable(url).map(given -> new EventReader(dataSource(given, System.getenv())));
    }

    private static PGSimpleDataSource dataSource(String url, Map<String, String> environment) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        try {
            dataSource.setUrl(url);
        } catch (RuntimeException e) {
            throw new CommandStopped(ExitCode.WRONG_USAGE, "--jdbc cannot be " + url + ": " + e.getMessage(), e);
        }
        if (dataSource.getUser() == null) {
            dataSource.setUser(environment.get("PGUSER"));
        }
        if (dataSource.getPassword() == null) {
            dataSource.setPassword(environment.get("PGPASSWORD"));
        }
        return dataSource;
    }
}
