package dev.flare.saga.work;

import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.saga.SagaSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The table of work on a database of its own. */
record Tables(DataSource database) {

    static final String QUEUE = "row";

    interface Use<T> {
        T of(Connection connection) throws SQLException;
    }

    static Tables made() {
        DataSource database = TestPostgres.newDataSource();
        EventStoreSchema.migrate(database);
        SagaSchema.migrate(database);
        return new Tables(database);
    }

    <T> T use(Use<T> use) {
        try (Connection connection = database.getConnection()) {
            return use.of(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Work work(String transactionId, Instant wantedAt) {
        return new Work(QUEUE, transactionId, "", wantedAt);
    }

    /** Makes the work of the transactions that are named by it what it says. */
    void want(Work... work) {
        List<Work> all = List.of(work);
        use(connection -> {
            WorkTable.replace(connection, all.stream().map(Work::transactionId).toList(), all);
            return null;
        });
    }

    void wantNothing(String transactionId) {
        use(connection -> {
            WorkTable.replace(connection, List.of(transactionId), List.of());
            return null;
        });
    }

    List<Claimed> claim(int most, Instant now, Instant until) {
        return use(connection -> WorkTable.claim(connection, QUEUE, most, now, until));
    }

    List<Pending> pending(String... transactionIds) {
        return use(connection -> WorkTable.pending(connection, List.of(transactionIds)));
    }

    Optional<Instant> nextDue() {
        return use(connection -> WorkTable.nextDue(connection, QUEUE));
    }
}
