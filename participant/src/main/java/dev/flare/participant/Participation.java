package dev.flare.participant;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A service's part in supervised transactions, under one name. Any number of threads and instances may use it at once.
 *
 * <p>What is written through the service's own connection commits with the service's own work, and so does the report about it:
 * there is no work without its row and its report, and no row or report without the work. Reports leave by a
 * {@code ReportSender}, after the commit, in order and at least once.
 *
 * <p>Of one transaction's row there is one writer at a time: whoever starts, completes or compensates waits for the other's commit
 * or rollback. So of a start and a compensation at the same moment either the start comes first and is undone, or the
 * compensation comes first and the start is refused.
 */
public final class Participation {

    /** How long a compensation waits for work that is under way. The supervisor gives a call 5 s altogether. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";
    private static final Set<String> OTHERS_ARE_AT_IT = Set.of(LOCK_NOT_AVAILABLE, SERIALIZATION_FAILURE, DEADLOCK);

    private final String name;
    private final DataSource dataSource;
    private final Duration patience;
    private final ParticipationRows rows;

    /**
     * @param name {@code database.table}, as in the transaction's registration
     * @param dataSource the service's own database, with the tables of {@link ParticipationSchema}
     */
    public Participation(String name, DataSource dataSource) {
        this(name, dataSource, PATIENCE);
    }

    /** @param patience how long a compensation waits for work that is under way */
    public Participation(String name, DataSource dataSource, Duration patience) {
        this.name = Ids.participant(name);
        this.dataSource = dataSource;
        this.patience = patience;
        this.rows = new ParticipationRows(name);
    }

    public String name() {
        return name;
    }

    /**
     * Begins the work in the service's own transaction: writes the row and queues STARTED. Waits for whoever starts, or
     * compensates, the same transaction at this moment.
     *
     * @param connection with a transaction open; it is neither committed nor rolled back here
     */
    public Start start(Connection connection, String transactionId) throws SQLException {
        return start(connection, Ids.transaction(transactionId), true);
    }

    /** The same for who asked before: the supervisor knows of the start, so that nothing is queued. */
    public Start start(Connection connection, Permission.Given permission) throws SQLException {
        return start(connection, permission.transactionId(), false);
    }

    private Start start(Connection connection, String id, boolean reported) throws SQLException {
        needsTransaction(connection);
        if (rows.start(connection, id, reported)) {
            return new Start.Started();
        }
        Row row = existing(connection, id);
        return row.hasFailed() || row.hasCompensated() ? new Start.Refused(row) : new Start.AlreadyStarted(row);
    }

    /**
     * Begins again after a failure, once an operator has let the halted transaction go on. Asking for it without that brings
     * work into a transaction that is halted: the supervisor keeps it as evidence and has it compensated.
     */
    public Start startAgain(Connection connection, String transactionId) throws SQLException {
        needsTransaction(connection);
        return rows.startAgain(connection, Ids.transaction(transactionId))
                ? new Start.Started()
                : start(connection, transactionId);
    }

    /**
     * Asks the supervisor before anything is done: for services that a halt must stop. STARTED is reported first, and the
     * work begins only with its 200, by {@link #start(Connection, Permission.Given)}. Whatever halts the transaction between
     * the two has this participant compensated, for its start is known; and a compensation that comes before the work refuses it.
     */
    public Permission startAndWait(String transactionId, Fence fence) throws SQLException, InterruptedException {
        Optional<Row> row = row(transactionId);
        if (row.isPresent()) {
            Row found = row.get();
            return found.hasFailed() || found.hasCompensated()
                    ? new Permission.TooLate(found)
                    : new Permission.AlreadyStarted(found);
        }
        return switch (fence.send(new Report(transactionId, name, ReportedState.STARTED, null))) {
            case Answer.Taken taken -> new Permission.Given(transactionId);
            case Answer.Refused refused -> new Permission.Denied(refused);
            case Answer.NotNow notNow -> new Permission.NotReached(notNow.why());
        };
    }

    /**
     * Ends the work in the service's own transaction, the one that started it or a later one: writes the row and queues COMPLETED.
     * Unless it is {@link Completion.Completed} or {@link Completion.AlreadyCompleted} the work must not be committed.
     */
    public Completion complete(Connection connection, String transactionId) throws SQLException {
        needsTransaction(connection);
        if (rows.complete(connection, Ids.transaction(transactionId))) {
            return new Completion.Completed();
        }
        Row row = rows.lock(connection, transactionId).orElse(Row.NONE);
        if (row.hasFailed() || row.hasCompensated()) {
            return new Completion.Refused(row);
        }
        return row.hasCompleted() ? new Completion.AlreadyCompleted() : new Completion.NotStarted();
    }

    /**
     * Says that the work cannot be done: writes the row and queues FAILED, also when nothing was started. What is to be kept of the
     * work, if anything, is the service's own decision.
     *
     * @param reason for people, in one line; of more than 500 characters the first
     */
    public Failure fail(Connection connection, String transactionId, String reason) throws SQLException {
        needsTransaction(connection);
        if (rows.fail(connection, Ids.transaction(transactionId), Reasons.fit(reason))) {
            return new Failure.Failed();
        }
        Row row = existing(connection, transactionId);
        return row.hasCompleted() || row.hasCompensated() ? new Failure.Refused(row) : new Failure.AlreadyFailed();
    }

    /** The same in a transaction of its own, for when that of the work was rolled back. */
    public Failure fail(String transactionId, String reason) throws SQLException {
        return LocalTransaction.run(dataSource, connection -> fail(connection, transactionId, reason));
    }

    /**
     * All of it in one local transaction: start, work, complete. When the work throws, nothing of it is there, and nothing was
     * reported.
     *
     * @return {@link Start.Started} when the work was done and is committed; otherwise it was not called
     */
    public Start perform(String transactionId, Work work) throws SQLException {
        return LocalTransaction.run(dataSource, connection -> {
            Start start = start(connection, transactionId);
            return start instanceof Start.Started ? worked(connection, transactionId, work) : start;
        });
    }

    /** The same for who asked before. */
    public Start perform(Permission.Given permission, Work work) throws SQLException {
        return LocalTransaction.run(dataSource, connection -> {
            Start start = start(connection, permission);
            return start instanceof Start.Started ? worked(connection, permission.transactionId(), work) : start;
        });
    }

    private Start worked(Connection connection, String transactionId, Work work) throws SQLException {
        work.run(connection);
        if (complete(connection, transactionId) instanceof Completion.Completed) {
            return new Start.Started();
        }
        throw new IllegalStateException("the work has changed its own row of " + transactionId);
    }

    /**
     * Undoes the work, in one local transaction with the row. It may be asked any number of times, in any order, by several at
     * once: the undoing is committed once. Where nothing was started, the row is written all the same, so that whatever starts
     * late is refused. When the undoing throws, nothing was done.
     *
     * <p>Nothing is reported: this is for a {@code compensateUrl}, whose answer tells the supervisor.
     */
    public Compensation compensate(String transactionId, Undo undo) throws SQLException {
        return compensate(transactionId, undo, false);
    }

    /** The same for a participant without a {@code compensateUrl}: COMPENSATED is queued in that transaction. */
    public Compensation compensateAndReport(String transactionId, Undo undo) throws SQLException {
        return compensate(transactionId, undo, true);
    }

    private Compensation compensate(String transactionId, Undo undo, boolean reported) throws SQLException {
        Ids.transaction(transactionId);
        try {
            return LocalTransaction.run(dataSource, connection -> {
                waitNoLongerThan(connection, patience);
                return compensated(connection, transactionId, undo, reported);
            });
        } catch (SQLException e) {
            if (OTHERS_ARE_AT_IT.contains(String.valueOf(e.getSQLState()))) {
                return new Compensation.UnderWay();
            }
            throw e;
        }
    }

    private Compensation compensated(Connection connection, String id, Undo undo, boolean reported)
            throws SQLException {
        if (rows.compensateUnseen(connection, id, reported)) {
            return new Compensation.NothingToUndo();
        }
        Row row = existing(connection, id);
        if (row.hasCompensated()) {
            return new Compensation.AlreadyUndone();
        }
        if (row.hasStarted() || row.hasCompleted()) {
            undo.run(connection, id, row);
        }
        if (!rows.compensate(connection, id, reported)) {
            throw new IllegalStateException("the row of " + id + " is gone");
        }
        return row.hasStarted() || row.hasCompleted() ? new Compensation.Undone() : new Compensation.NothingToUndo();
    }

    /** What is committed now; nothing when nothing is known of the transaction. */
    public Optional<Row> row(String transactionId) throws SQLException {
        Ids.transaction(transactionId);
        try (Connection connection = dataSource.getConnection()) {
            return rows.read(connection, transactionId);
        }
    }

    /** What a {@code statusUrl} answers. */
    public String status(String transactionId) throws SQLException {
        return row(transactionId).orElse(Row.NONE).json();
    }

    /** The row that was in the way a moment ago. */
    private Row existing(Connection connection, String id) throws SQLException {
        return rows.lock(connection, id)
                .orElseThrow(() ->
                        new SQLException("the row of " + id + " was removed at this moment", SERIALIZATION_FAILURE));
    }

    private static void needsTransaction(Connection connection) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("it is written in the transaction of the work: turn autocommit off");
        }
    }

    private static void waitNoLongerThan(Connection connection, Duration patience) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = " + patience.toMillis());
        }
    }
}
