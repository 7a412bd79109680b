package dev.flare.eventstore.axon.tokens;

import java.sql.Connection;
import java.sql.SQLException;

/** The one transaction in which a view's rows and its token are written. Ended once, by whoever began it. */
public interface ViewTransaction {

    /** To write with. Whoever gets it does not commit, roll back or close it. */
    Connection connection();

    /** Commits, and lets go of the connection whatever comes of it. */
    void commit() throws SQLException;

    /** Takes everything back, and lets go of the connection. */
    void rollback() throws SQLException;
}
