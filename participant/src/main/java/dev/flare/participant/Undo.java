package dev.flare.participant;

import java.sql.Connection;
import java.sql.SQLException;

/** The service's own undoing, in the local transaction of a connection that it neither commits nor closes. */
@FunctionalInterface
public interface Undo {

    /** @param row how far the work had come */
    void run(Connection connection, String transactionId, Row row) throws SQLException;
}
