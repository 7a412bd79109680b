package dev.flare.saga.work;

import static dev.flare.saga.work.Tables.work;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WorkTableTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(15);

    private final Tables tables = Tables.made();

    private static List<String> ids(List<Claimed> claimed) {
        return claimed.stream().map(Claimed::transactionId).toList();
    }

    @Test
    void what_is_due_is_taken_and_what_is_not_waits() {
        tables.want(work("a", NOW.minusSeconds(1)), work("b", NOW), work("c", NOW.plusMillis(1)));
        assertThat(ids(tables.claim(10, NOW, LATER))).containsExactlyInAnyOrder("a", "b");
        assertThat(tables.claim(10, NOW, LATER)).isEmpty();
    }

    @Test
    void no_more_is_taken_than_there_is_room_for_the_oldest_first() {
        tables.want(work("a", NOW), work("b", NOW.minusSeconds(2)), work("c", NOW.minusSeconds(1)));
        assertThat(ids(tables.claim(2, NOW, LATER))).containsExactlyInAnyOrder("b", "c");
        assertThat(ids(tables.claim(2, NOW, LATER))).containsExactly("a");
    }

    @Test
    void work_of_another_queue_is_not_taken() {
        tables.want(new Work("deadline", "a", "", NOW), work("b", NOW));
        assertThat(ids(tables.claim(10, NOW, LATER))).containsExactly("b");
    }

    @Test
    void of_two_who_take_at_once_each_piece_has_one() throws Exception {
        Work[] all = IntStream.range(0, 200).mapToObj(i -> work("t" + i, NOW)).toArray(Work[]::new);
        tables.want(all);
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            Callable<List<String>> taker = () -> Stream.generate(() -> ids(tables.claim(7, NOW, LATER)))
                    .takeWhile(taken -> !taken.isEmpty())
                    .flatMap(List::stream)
                    .toList();
            Future<List<String>> one = two.submit(taker);
            Future<List<String>> other = two.submit(taker);
            assertThat(Stream.concat(one.get().stream(), other.get().stream()))
                    .hasSize(200)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void who_takes_does_not_wait_for_another_who_is_taking() throws SQLException {
        tables.want(work("a", NOW), work("b", NOW.plusMillis(1)));
        try (Connection open = tables.database().getConnection()) {
            open.setAutoCommit(false);
            assertThat(ids(WorkTable.claim(open, Tables.QUEUE, 1, LATER, LATER.plusSeconds(1))))
                    .containsExactly("a");
            assertThat(ids(tables.claim(10, LATER, LATER.plusSeconds(1)))).containsExactly("b");
            open.rollback();
        }
        assertThat(ids(tables.claim(10, LATER, LATER.plusSeconds(1)))).containsExactly("a");
    }

    @Test
    void when_its_time_is_over_another_takes_it_up_and_knows_how_often_it_was_tried() {
        tables.want(work("a", NOW));
        assertThat(tables.claim(1, NOW, LATER).getFirst().attempts()).isEqualTo(1);
        assertThat(tables.claim(1, LATER.minusMillis(1), LATER)).isEmpty();
        assertThat(tables.claim(1, LATER, LATER.plusSeconds(15)).getFirst().attempts())
                .isEqualTo(2);
    }

    @Test
    void what_was_put_off_waits_with_what_it_failed_with() {
        tables.want(work("a", NOW));
        Claimed claimed = tables.claim(1, NOW, LATER).getFirst();
        tables.use(connection -> {
            WorkTable.putOff(connection, claimed, NOW.plusSeconds(1), "it cannot be reached");
            return null;
        });
        assertThat(tables.pending("a"))
                .containsExactly(new Pending("a", Tables.QUEUE, "", 1, NOW.plusSeconds(1), "it cannot be reached"));
        assertThat(tables.claim(1, NOW.plusSeconds(1), LATER))
                .containsExactly(new Claimed(Tables.QUEUE, "a", "", 2, "it cannot be reached"));
    }

    @Test
    void what_stays_wanted_as_it_was_keeps_its_attempts_and_its_pause() {
        tables.want(work("a", NOW));
        tables.claim(1, NOW, LATER);
        tables.want(work("a", NOW));
        assertThat(tables.pending("a")).containsExactly(new Pending("a", Tables.QUEUE, "", 1, LATER, null));
    }

    @Test
    void what_is_wanted_at_another_time_begins_anew() {
        tables.want(work("a", NOW));
        tables.claim(1, NOW, LATER);
        Instant other = NOW.plus(Duration.ofDays(1));
        tables.want(work("a", other));
        assertThat(tables.pending("a")).containsExactly(new Pending("a", Tables.QUEUE, "", 0, other, null));
    }

    @Test
    void what_is_no_longer_wanted_goes_and_that_of_others_stays() {
        tables.want(work("a", NOW), new Work("deadline", "a", "", NOW), work("b", NOW));
        tables.want(work("a", NOW));
        assertThat(tables.pending("a")).extracting(Pending::queue).containsExactly(Tables.QUEUE);
        tables.wantNothing("a");
        assertThat(tables.pending("a", "b")).extracting(Pending::transactionId).containsExactly("b");
    }

    @Test
    void the_next_is_the_one_that_falls_due_first() {
        assertThat(tables.nextDue()).isEmpty();
        tables.want(work("a", LATER), work("b", NOW));
        assertThat(tables.nextDue()).contains(NOW);
    }
}
