package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * The statement that appends, with the inline projections in it.
 *
 * @param sql for any number of events
 */
record AppendStatement(String sql) {

    private static final String PLACE = "/* inline projections */";

    static AppendStatement with(List<InlineProjection> projections) {
        StringBuilder parts = new StringBuilder();
        projections.forEach(
                projection -> parts.append(", inline_%s AS (%n%s%n)%n".formatted(projection.name(), projection.sql())));
        return new AppendStatement(Statements.APPEND.replace(PLACE, parts));
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
                connection.prepareStatement(with(List.of(projection)).sql())) {
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
