package dev.flare.saga.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.saga.SagaSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Whatever way PostgreSQL finds to the rows, nobody is given more than there is room for, and no piece twice. */
class ClaimTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void takes_no_more_than_asked_for_whatever_the_plan() throws SQLException {
        DataSource database = TestPostgres.newDataSource();
        EventStoreSchema.migrate(database);
        SagaSchema.migrate(database);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            // The planner is told of a table with next to nothing in it, and left with one way to join.
            statement.execute("INSERT INTO work (queue, transaction_id, subject, wanted_at, due_at)"
                    + " VALUES ('other', 't', '', now(), now()); ANALYZE work;"
                    + " SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off;"
                    + " SET enable_indexscan = off; SET enable_bitmapscan = off");
            statement.execute("""
                    INSERT INTO work (queue, transaction_id, subject, wanted_at, due_at)
                    SELECT 'deadline', 't' || i, '', '2026-11-25T11:00:00Z', '2026-11-25T11:00:00Z'
                    FROM generate_series(1, 100) AS i""");
            List<String> taken = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                List<Claimed> claimed = WorkTable.claim(connection, "deadline", 5, NOW, NOW.plusSeconds(5));
                assertThat(claimed).hasSize(5);
                claimed.forEach(one -> taken.add(one.transactionId()));
            }
            assertThat(taken).doesNotHaveDuplicates().hasSize(100);
            assertThat(WorkTable.claim(connection, "deadline", 5, NOW, NOW.plusSeconds(5)))
                    .isEmpty();
        }
    }
}
