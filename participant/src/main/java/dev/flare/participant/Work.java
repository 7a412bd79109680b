package dev.flare.participant;

import java.sql.Connection;
import java.sql.SQLException;

/** The service's own work, in the local transaction of a connection that it neither commits nor closes. */
@FunctionalInterface
public interface Work {

    void run(Connection connection) throws SQLException;
}
