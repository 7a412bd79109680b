package dev.flare.web;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;

/** Tells a database that does not answer, which passes, from a statement or a value that is wrong, which is our mistake. */
public final class DatabaseAway {

    /**
     * Connection lost (08), rolled back for others' sake (40), out of resources (53), stopped or cancelled (57), its system
     * fails (58).
     */
    private static final Set<String> CLASSES = Set.of("08", "40", "53", "57", "58");

    /** A lock not had in time; a server that only reads because another one took over; an object in use. */
    private static final Set<String> STATES = Set.of("55P03", "25006", "55006");

    private DatabaseAway() {}

    /** Whether a failure passes by itself, so that the same request can be sent again. */
    public static boolean isWhy(SQLException failure) {
        if (failure instanceof SQLTransientException || failure instanceof SQLRecoverableException) {
            return true;
        }
        String state = failure.getSQLState();
        // Without a state no server spoke: the pool is closed or has no connection.
        return state == null
                || state.length() != 5
                || CLASSES.contains(state.substring(0, 2))
                || STATES.contains(state);
    }
}
