package dev.flare.participant;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The two tables. A service with migrations of its own takes {@link #sql()} into one of them. */
public final class ParticipationSchema {

    /** Several instances may start at once, and {@code IF NOT EXISTS} alone does not keep them apart. */
    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('flare_participation'))";

    private static final String RESOURCE = "flare_participation.sql";

    private ParticipationSchema() {}

    /** The statements, each ending with a semicolon. They may be run again. */
    public static String sql() {
        try (InputStream resource = ParticipationSchema.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the tables where they are missing. */
    public static void create(DataSource dataSource) throws SQLException {
        LocalTransaction.run(dataSource, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(ONE_AT_A_TIME);
                statement.execute(sql());
            }
            return true;
        });
    }
}
