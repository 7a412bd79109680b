package dev.flare.saga.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.eventstore.Follower;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.saga.read.TransactionReader;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.OperatorDecision.Act;
import dev.flare.saga.transaction.Participant;
import dev.flare.saga.transaction.Transaction;
import dev.flare.saga.work.Work;
import dev.flare.saga.work.WorkSignal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Rows and work are what the log says, whatever happens in between. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FollowTransactionsTest {

    private static final List<String> CHANNELS = List.of("log", "webhook");
    private static final List<String> PARTICIPANTS = List.of("a.a", "b.b", "c.c");

    private final SupervisedLog supervised = SupervisedLog.made();
    private final DataSource tables = supervised.log().tables();
    private final TransactionReader reader =
            new TransactionReader(supervised.log().reader());
    private final FollowTransactions step = on(tables);

    private FollowTransactions on(DataSource database) {
        return new FollowTransactions(supervised.log(), database, CHANNELS, new WorkSignal());
    }

    @AfterEach
    void close() {
        supervised.close();
    }

    private long head() {
        return supervised.log().reader().head().position();
    }

    private void catchUp() throws SQLException {
        while (step.take().more()) {
            assertThat(rows("SELECT position FROM taken")).isNotEmpty();
        }
    }

    /** Some transactions, of which some end well. */
    private List<String> happenings(int many, long seed) {
        Random random = new Random(seed);
        List<String> ids =
                IntStream.range(0, many).mapToObj(i -> "tx-" + seed + "-" + i).toList();
        for (String id : ids) {
            supervised.register(
                    id,
                    random.nextBoolean() ? OnFailure.HOLD : OnFailure.COMPENSATE,
                    PARTICIPANTS.toArray(String[]::new));
            for (int i = random.nextInt(9); i > 0; i--) {
                ReportedState[] states = ReportedState.values();
                supervised.report(
                        id,
                        PARTICIPANTS.get(random.nextInt(3)),
                        random.nextInt(4) > 0 ? ReportedState.STARTED : states[random.nextInt(states.length)]);
            }
        }
        return ids;
    }

    private List<String> rows(String sql) {
        try (Connection connection = tables.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                StringBuilder row = new StringBuilder(String.valueOf(rows.getString(1)));
                for (int i = 2; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.append(" | ").append(rows.getString(i));
                }
                found.add(row.toString());
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = tables.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void assertRowsAreTheFold(List<String> ids) {
        List<Transaction> all = ids.stream().map(reader::now).toList();
        assertThat(rows("SELECT transaction_id, position, type, status, state FROM supervised"))
                .containsExactlyInAnyOrderElementsOf(all.stream()
                        .map(one -> one.id() + " | " + position(one) + " | " + one.type() + " | " + one.status() + " | "
                                + TransactionJson.write(one))
                        .toList());
        assertThat(rows("SELECT participant, position FROM supervised_participant"))
                .containsExactlyInAnyOrderElementsOf(all.stream()
                        .flatMap(one -> one.participants().stream()
                                .map(Participant::name)
                                .map(name -> name + " | " + position(one)))
                        .toList());
        assertThat(rows("SELECT alert_id, position, transaction_id, type, status FROM raised"))
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().flatMap(FollowTransactionsTest::alerts).toList());
        assertThat(rows("SELECT queue, transaction_id, subject FROM work"))
                .containsExactlyInAnyOrderElementsOf(all.stream()
                        .flatMap(one -> Work.of(one, CHANNELS).stream())
                        .map(work -> work.queue() + " | " + work.transactionId() + " | " + work.subject())
                        .toList());
        assertThat(rows("SELECT position, fold_version FROM taken"))
                .containsExactly(head() + " | " + Transaction.FOLD_VERSION);
    }

    private static long position(Transaction transaction) {
        return Objects.requireNonNull(transaction.registered()).position();
    }

    private static Stream<String> alerts(Transaction one) {
        return one.alerts().stream().map(alert -> alert(one, alert));
    }

    private static String alert(Transaction one, Alert alert) {
        return alert.id() + " | " + alert.raised().position() + " | " + one.id() + " | " + one.type() + " | "
                + alert.status();
    }

    @Test
    void rows_and_work_are_the_fold_of_the_log() throws SQLException {
        List<String> ids = happenings(40, 1);
        catchUp();
        assertRowsAreTheFold(ids);
    }

    @Test
    void step_by_step_they_are_so_too() throws SQLException {
        supervised.register("tx", OnFailure.HOLD, "a.a", "b.b");
        catchUp();
        supervised.report("tx", "a.a", ReportedState.STARTED);
        supervised.report("tx", "a.a", ReportedState.COMPLETED);
        catchUp();
        assertRowsAreTheFold(List.of("tx"));
        supervised.report("tx", "b.b", ReportedState.FAILED);
        catchUp();
        assertRowsAreTheFold(List.of("tx"));
        supervised.act("tx", Act.RESUME);
        catchUp();
        supervised.report("tx", "b.b", ReportedState.COMPLETED);
        catchUp();
        assertRowsAreTheFold(List.of("tx"));
        supervised.act("tx", Act.COMPENSATE);
        catchUp();
        assertRowsAreTheFold(List.of("tx"));
        supervised.act("tx", Act.ABANDON);
        catchUp();
        assertRowsAreTheFold(List.of("tx"));
        assertThat(rows("SELECT queue FROM work WHERE queue NOT LIKE 'alert/%'"))
                .isEmpty();
    }

    @Test
    void a_crash_before_the_commit_leaves_everything_as_it_was_and_the_next_step_makes_it_good() throws SQLException {
        List<String> ids = new ArrayList<>(happenings(5, 2));
        catchUp();
        List<String> before = rows("SELECT * FROM supervised ORDER BY 1");
        List<String> workBefore = rows("SELECT * FROM work ORDER BY 1, 2, 3");
        ids.addAll(happenings(5, 3));
        for (String method : List.of("commit", "createArrayOf", "prepareStatement")) {
            assertThatThrownBy(on(crashingAt(method))::take).hasMessage("crash");
            assertThat(rows("SELECT * FROM supervised ORDER BY 1")).isEqualTo(before);
            assertThat(rows("SELECT * FROM work ORDER BY 1, 2, 3")).isEqualTo(workBefore);
        }
        catchUp();
        assertRowsAreTheFold(ids);
    }

    /** The first call of that method fails. */
    private DataSource crashingAt(String method) {
        return crashingAt(method, new AtomicBoolean(true));
    }

    private DataSource crashingAt(String method, AtomicBoolean crashes) {
        return proxy(
                DataSource.class,
                tables,
                (name, real) -> real instanceof Connection connection
                        ? proxy(Connection.class, connection, (called, result) -> {
                            if (called.equals(method) && crashes.get()) {
                                throw new SQLException("crash");
                            }
                            return result;
                        })
                        : real);
    }

    private interface After {
        Object result(String method, Object real) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T real, After after) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        if (method.getName().equals("commit")) {
                            after.result("commit", real); // which may come before it
                        }
                        return after.result(method.getName(), method.invoke(real, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    void two_instances_at_once_take_each_event_once() throws Exception {
        List<String> ids = happenings(40, 4);
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            Callable<Follower.Progress> follow = () -> {
                FollowTransactions own = on(tables);
                Follower.Progress progress = own.take();
                while (progress.position() < head()) {
                    progress = own.take();
                }
                return progress;
            };
            Future<Follower.Progress> one = two.submit(follow);
            Future<Follower.Progress> other = two.submit(follow);
            assertThat(one.get().position()).isEqualTo(other.get().position());
        }
        assertRowsAreTheFold(ids);
    }

    /** Each remembers what it made, and the other has gone on since. */
    @Test
    void two_instances_in_turn_do_not_trust_what_they_remember() throws SQLException {
        FollowTransactions other = on(tables);
        supervised.register("tx", OnFailure.HOLD, "a.a", "b.b");
        step.take();
        supervised.report("tx", "a.a", ReportedState.STARTED);
        other.take();
        supervised.report("tx", "a.a", ReportedState.COMPLETED);
        step.take();
        assertRowsAreTheFold(List.of("tx"));
        supervised.report("tx", "b.b", ReportedState.FAILED);
        other.take();
        assertRowsAreTheFold(List.of("tx"));
        step.take(); // finds that nothing is left to do
        supervised.act("tx", Act.RESUME);
        step.take();
        assertRowsAreTheFold(List.of("tx"));
    }

    @Test
    void what_was_not_committed_is_not_remembered() throws SQLException {
        AtomicBoolean crashes = new AtomicBoolean();
        FollowTransactions own = on(crashingAt("commit", crashes));
        supervised.register("tx", OnFailure.HOLD, "a.a", "b.b");
        own.take();
        supervised.register("later", OnFailure.HOLD, "c.c");
        crashes.set(true);
        assertThatThrownBy(own::take).hasMessage("crash");
        crashes.set(false);
        own.take();
        assertRowsAreTheFold(List.of("tx", "later"));
    }

    @Test
    void what_another_fold_has_made_is_made_anew() throws SQLException {
        List<String> ids = happenings(10, 5);
        catchUp();
        execute("UPDATE taken SET fold_version = " + (Transaction.FOLD_VERSION - 1));
        execute("UPDATE supervised SET state = 'of another form', status = 'ELSE'");
        execute("INSERT INTO work VALUES ('queue that was', 'tx-gone', '', now(), now())");
        catchUp();
        assertRowsAreTheFold(ids);
    }

    @Test
    void an_empty_log_is_taken_by_this_fold_once_and_then_nothing_is_emptied_again() throws SQLException {
        assertThat(step.take()).isEqualTo(new Follower.Progress(0, false));
        assertThat(rows("SELECT position, fold_version FROM taken")).containsExactly("0 | " + Transaction.FOLD_VERSION);
        execute("INSERT INTO work VALUES ('left alone', 'tx', '', now(), now())");
        assertThat(step.take()).isEqualTo(new Follower.Progress(0, false));
        assertThat(rows("SELECT queue FROM work")).containsExactly("left alone");
    }

    @Test
    void what_a_newer_version_has_made_is_left_alone() throws SQLException {
        happenings(3, 6);
        catchUp();
        List<String> before = rows("SELECT * FROM supervised ORDER BY 1");
        execute("UPDATE taken SET fold_version = " + (Transaction.FOLD_VERSION + 1));
        happenings(1, 7);
        assertThatThrownBy(step::take).hasMessageContaining("newer supervisor");
        assertThat(rows("SELECT * FROM supervised ORDER BY 1")).isEqualTo(before);
    }
}
