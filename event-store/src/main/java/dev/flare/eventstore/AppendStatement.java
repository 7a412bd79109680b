package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * The statement that appends, with the inline projections in it.
 *
 * @param looking looks for unique tags first
 * @param knowing writes without a look
 */
record AppendStatement(String looking, String knowing) {

    private static final Pattern LOOK = Pattern.compile("/\\* unless taken \\*/.*/\\* end \\*/", Pattern.DOTALL);
    private static final String APPENDED = "/* appended */";
    private static final String PROJECTIONS = "/* inline projections */";

    static AppendStatement with(List<InlineProjection> projections) {
        String sql = projections.isEmpty() ? Statements.APPEND : projected(projections);
        return new AppendStatement(sql, LOOK.matcher(sql).replaceFirst(""));
    }

    /** The events come back as a relation for the projections, which costs a little: not where there are none. */
    private static String projected(List<InlineProjection> projections) {
        StringBuilder parts = new StringBuilder("RETURNING *)");
        projections.forEach(
                projection -> parts.append(", inline_%s AS (%n%s%n)%n".formatted(projection.name(), projection.sql())));
        parts.append("SELECT count(*) FROM appended");
        return Statements.APPEND.replace(APPENDED, ", appended AS (").replace(PROJECTIONS, parts);
    }

    /**
     * Lets the database read them, so that a wrong one is known before anything is appended.
     *
     * @throws IllegalArgumentException naming the inline projection that the database does not understand
     */
    static AppendStatement checked(List<InlineProjection> projections, DataSource dataSource) {
        for (InlineProjection projection : projections) {
            Sql.with(dataSource, connection -> check(connection, projection));
        }
        return with(projections);
    }

    private static boolean check(Connection connection, InlineProjection projection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(with(List.of(projection)).looking())) {
            statement.getMetaData();
            return true;
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith("42")) {
                throw new IllegalArgumentException(
                        "the inline projection " + projection.name() + " cannot be run: " + e.getMessage(), e);
            }
            throw e;
        }
    }
}
