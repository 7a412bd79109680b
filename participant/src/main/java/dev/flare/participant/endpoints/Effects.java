package dev.flare.participant.endpoints;

import java.sql.SQLException;

/** How often the work of a transaction is in force: 1 when it was done, 0 when it was not or was undone. */
@FunctionalInterface
public interface Effects {

    long of(String transactionId) throws SQLException;
}
