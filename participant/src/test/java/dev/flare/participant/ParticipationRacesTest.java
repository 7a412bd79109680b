package dev.flare.participant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.participant.support.ServiceDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Starts and compensations of the same transaction at the same moment, many times, in whatever order they come. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ParticipationRacesTest {

    private static final int ROUNDS = 150;
    private static final int AT_ONCE = 8;

    private static ServiceDatabase database;
    private static Participation participation;
    private static ExecutorService threads;

    @BeforeAll
    static void open() throws SQLException {
        database = new ServiceDatabase();
        participation = new Participation("test.work", database.dataSource());
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void close() {
        threads.shutdownNow();
        database.close();
    }

    @Test
    void either_the_work_comes_first_and_is_undone_or_the_compensation_comes_first_and_it_is_refused()
            throws Exception {
        int workFirst = 0;
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            String id = "race-" + round;
            long lead = random.nextInt(600_000) - 300_000;
            List<Object> outcomes = atOnce(
                    () -> {
                        LockSupport.parkNanos(lead);
                        return participation.perform(id, at -> ServiceDatabase.work(at, id));
                    },
                    () -> {
                        LockSupport.parkNanos(-lead);
                        return participation.compensate(id, ServiceDatabase::undo);
                    });
            assertThat(database.effects(id)).isZero();
            assertThat(participation.row(id).orElseThrow().hasCompensated()).isTrue();
            if (outcomes.getFirst() instanceof Start.Started) {
                workFirst++;
                assertThat(outcomes.getLast()).isEqualTo(new Compensation.Undone());
                assertThat(database.texts("SELECT amount FROM work WHERE transaction_id = '" + id + "'"))
                        .hasSize(2);
            } else {
                assertThat(outcomes)
                        .containsExactly(
                                new Start.Refused(new Row(false, false, false, true)),
                                new Compensation.NothingToUndo());
                assertThat(database.texts("SELECT amount FROM work WHERE transaction_id = '" + id + "'"))
                        .isEmpty();
            }
        }
        assertThat(workFirst).as("both orders were seen").isBetween(ROUNDS / 20, ROUNDS - ROUNDS / 20);
        assertThat(database.texts("""
                SELECT one.transaction_id FROM flare_participation one
                 WHERE one.has_completed::int * 2 <> (SELECT count(*) FROM flare_outbox report
                                                       WHERE report.transaction_id = one.transaction_id)"""))
                .as("transactions whose reports are not those of what was done")
                .isEmpty();
    }

    @Test
    void work_that_is_asked_for_several_times_at_once_is_done_once() throws Exception {
        for (int round = 0; round < 30; round++) {
            String id = "twice-" + round;
            List<Object> outcomes = severalAtOnce(() -> participation.perform(id, at -> ServiceDatabase.work(at, id)));
            assertThat(outcomes.stream().filter(Start.Started.class::isInstance))
                    .hasSize(1);
            assertThat(database.effects(id)).isEqualTo(1);
        }
    }

    @Test
    void a_compensation_that_is_asked_for_several_times_at_once_is_done_once() throws Exception {
        for (int round = 0; round < 30; round++) {
            String id = "undo-" + round;
            participation.perform(id, at -> ServiceDatabase.work(at, id));
            List<Object> outcomes = severalAtOnce(() -> participation.compensate(id, ServiceDatabase::undo));
            assertThat(outcomes.stream().filter(Compensation.Undone.class::isInstance))
                    .hasSize(1);
            assertThat(outcomes.stream().filter(Compensation.AlreadyUndone.class::isInstance))
                    .hasSize(AT_ONCE - 1);
            assertThat(database.effects(id)).isZero();
        }
    }

    private static List<Object> severalAtOnce(Callable<Object> what) throws Exception {
        List<Callable<Object>> all = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            all.add(what);
        }
        return atOnce(all);
    }

    @SafeVarargs
    private static List<Object> atOnce(Callable<Object>... what) throws Exception {
        return atOnce(List.of(what));
    }

    private static List<Object> atOnce(List<Callable<Object>> what) throws Exception {
        CyclicBarrier together = new CyclicBarrier(what.size());
        List<Future<Object>> futures = new ArrayList<>();
        for (Callable<Object> one : what) {
            futures.add(threads.submit(() -> {
                together.await();
                return one.call();
            }));
        }
        List<Object> outcomes = new ArrayList<>();
        for (Future<Object> future : futures) {
            outcomes.add(future.get(20, TimeUnit.SECONDS));
        }
        return outcomes;
    }
}
