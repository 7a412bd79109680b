package dev.flare.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes what the {@link Sequencer} has put in order: one statement and one commit for all appends that arrived meanwhile.
 *
 * <p>The head row is the arbiter between processes and between a statement and its retry. A batch is written only from the
 * head that it was decided on; when the row stands elsewhere, the events behind the old head tell who moved it. If their
 * first is, to the hash, the first of the batch in doubt, its commit succeeded although the answer was lost; else another
 * process was faster, and everything that waits is decided again.
 *
 * <p>One thread at a time writes: it is its turn. Usually that is the store's own; but a caller who finds nobody writing does it
 * himself, because two changes of thread take half as long as a commit. Whatever goes wrong there is left to the store's own
 * thread, which has the patience for it.
 *
 * <p>A statement whose answer was lost may still be running. So a batch in doubt is never merely looked up: the head is
 * touched, which waits for whoever holds it and takes from the old statement the head that it needs. What is not there then
 * will never be.
 */
final class Committer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final String LOCK_HEAD = "SELECT position FROM head FOR UPDATE";
    private static final String BETWEEN = """
            SELECT e.position, e.id, e.recorded_at, e.type, e.version, e.tags, e.metadata, e.payload, e.previous_hash, e.hash
            FROM events e WHERE e.position > ? AND e.position <= ? ORDER BY e.position""";
    private static final String FENCE = """
            UPDATE head SET clock = clock + interval '1 microsecond' RETURNING position, hash, clock""";
    /**
     * The best plan of the append does not depend on its values, so it is planned once. That may be while the tables are nearly
     * empty and a scan of them costs nothing: only plans that stay right as they grow are allowed.
     */
    private static final String PLANNED_ONCE = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"
            + " SET enable_hashjoin = off; SET enable_mergejoin = off";

    private static final String PLANNED_AS_USUAL =
            "RESET plan_cache_mode; RESET enable_seqscan; RESET enable_hashjoin; RESET enable_mergejoin";
    /**
     * Classes of SQLSTATE that speak of the connection, the session, the server or other transactions: the same may succeed
     * later or elsewhere; the last two are the driver's own. Any other class speaks of what was tried, whoever raised it: a
     * trigger may raise what it likes.
     */
    private static final Set<String> PASSING =
            Set.of("08", "0A", "25", "26", "28", "3D", "40", "53", "55", "57", "58", "F0", "XX", "60", "99");

    private static final String SCHEMA_OR_ROLE = "42";

    private static final int ATTEMPTS_WITHOUT_LOCK = 2;
    private static final long PAUSE_MILLIS = 50;
    private static final String ONLY_READS = "SELECT current_setting('transaction_read_only')::boolean";
    private static final String READ_ONLY_TRANSACTION = "25006";

    private final DataSource dataSource;
    private final Sequencer sequencer;
    private final EventStoreSettings settings;
    private final AppendStatement statement;
    private final TagIndexer tagIndexer;
    private final Clock clock;
    private final Runnable onCommit;
    private final StoreObserver observer;

    /** Whoever has it writes; all that follows is touched by nobody else. */
    private final ReentrantLock turn = new ReentrantLock();

    private Head head;
    private @Nullable Connection connection;
    private EventRows.Types rowTypes = new EventRows.Types(0, 0);
    private @Nullable Batch inDoubt;
    private boolean headInDoubt;

    /** Whether the head was read, or moved by us, since the work under way was taken. */
    private boolean headSeen;

    /** When the patience of those who wait ends, by {@link System#nanoTime}. */
    private long patienceEnds;

    /** Something failed since the work under way was first taken: what is tried now has what is left of the patience. */
    private boolean hurried;

    /** What a caller who writes himself does when his turn is over; null in the store's own turn. */
    private @Nullable List<Runnable> afterTurn;

    Committer(
            DataSource dataSource,
            Sequencer sequencer,
            EventStoreSettings settings,
            TagIndexer tagIndexer,
            Clock clock,
            Head head,
            Runnable onCommit,
            StoreObserver observer) {
        this.dataSource = dataSource;
        this.sequencer = sequencer;
        this.settings = settings;
        this.statement = AppendStatement.checked(settings.inlineProjections(), dataSource);
        this.tagIndexer = tagIndexer;
        this.clock = clock;
        this.head = head;
        this.onCommit = onCommit;
        this.observer = observer;
    }

    @Override
    public void run() {
        try {
            while (sequencer.awaitWork()) {
                turn.lock();
                try {
                    settleAll();
                } finally {
                    turn.unlock();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the committer was told to stop");
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("the event store takes no more appends, for a reason that nobody foresaw");
        } finally {
            sequencer.stopped();
            turn.lock();
            disconnect();
            turn.unlock();
        }
    }

    /** Gives an append its place. When its caller stays and nobody is writing, writes what waits on this thread. */
    Sequencer.Submission submit(PendingAppend append) {
        if (!append.callerStays || sequencer.expectsSeveral() || turn.isHeldByCurrentThread() || !turn.tryLock()) {
            return sequencer.submit(append, true);
        }
        List<Runnable> outcomes = new ArrayList<>(1);
        try {
            boolean ready = connection != null && !headInDoubt;
            Sequencer.Submission submission = sequencer.submit(append, !ready);
            if (ready && submission == Sequencer.Submission.DECIDED) {
                afterTurn = outcomes;
                settleHere();
            }
            return submission;
        } finally {
            afterTurn = null;
            turn.unlock();
            outcomes.forEach(Runnable::run);
        }
    }

    private void settleHere() {
        Sequencer.Work work = takeWork();
        try {
            settle(work.batch(), work.confirmations());
            sequencer.confirmed(work.confirmations());
        } catch (SQLException e) {
            if (isPatienceOver()) {
                unavailable(e, work);
                return;
            }
            LOG.atWarn().setCause(e).log("a batch of appends is in doubt; it is looked up and tried again");
            letGo(e);
            headInDoubt = true;
            hurried = true;
            sequencer.giveBack(work);
        } catch (RuntimeException | Error e) {
            startAnew(e, work);
        }
    }

    private Sequencer.Work takeWork() {
        headSeen = false;
        if (!hurried) {
            patienceEnds = System.nanoTime() + settings.patience().toNanos();
        }
        return sequencer.takeWork();
    }

    private void settleAll() throws InterruptedException {
        Sequencer.Work work = takeWork();
        if (!work.batch().isEmpty() || !work.confirmations().isEmpty()) {
            settle(work);
        }
        if (hurried) { // its connection has shorter limits than the next one is to have
            disconnect();
            hurried = false;
        }
    }

    private void settle(Sequencer.Work work) throws InterruptedException {
        try {
            untilPatienceEnds(work);
            sequencer.confirmed(work.confirmations());
        } catch (SQLException e) {
            unavailable(e, work);
        } catch (RuntimeException | Error e) {
            startAnew(e, work);
        } catch (InterruptedException e) {
            sequencer.failAll(new StoreUnavailableException("the event store is closed", e), work.confirmations());
            throw e;
        }
    }

    private boolean isPatienceOver() {
        return System.nanoTime() - patienceEnds > 0;
    }

    private void unavailable(SQLException e, Sequencer.Work work) {
        LOG.atError().setCause(e).log("the event store's database does not take appends");
        headInDoubt = true;
        sequencer.failAll(
                new StoreUnavailableException("the event store's database does not take appends", e),
                work.confirmations());
        letGo(e); // which may wait for the server too
    }

    /** Nobody foresaw it, so nobody knows what memory is worth: what waits fails as unknown, and memory is forgotten. */
    private void startAnew(Throwable e, Sequencer.Work work) {
        LOG.atError().setCause(e).log("appends failed for a reason that nobody foresaw");
        headInDoubt = true;
        StoreUnavailableException unavailable = e instanceof StoreUnavailableException known
                ? known
                : new StoreUnavailableException("appends failed for a reason that nobody foresaw: " + e, e);
        sequencer.startAnew(head.position(), unavailable, work.confirmations());
        disconnect();
    }

    private void untilPatienceEnds(Sequencer.Work work) throws SQLException, InterruptedException {
        List<PendingAppend> next = work.batch();
        Level level = Level.WARN; // of the first; the others would only repeat it twenty times a second
        while (true) {
            try {
                settle(next, work.confirmations());
                return;
            } catch (SQLException e) {
                if (isPatienceOver()) {
                    throw e;
                }
                letGo(e);
                headInDoubt = true;
                hurried = true;
                LOG.atLevel(level).setCause(e).log("a batch of appends is in doubt; it is looked up and tried again");
                level = Level.DEBUG;
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                next = sequencer.first(settings.batchEvents());
            }
        }
    }

    /** Whoever asks for a confirmation is to learn of all that was acknowledged before: a refusal alone has seen no head. */
    private void settle(List<PendingAppend> batch, List<Sequencer.Confirmation> asked) throws SQLException {
        Connection open = connect();
        if (headInDoubt) {
            lookUp(open);
            headInDoubt = false;
        }
        if (!batch.isEmpty()) {
            writeOrRefuse(open);
        }
        if (!asked.isEmpty() && !headSeen) {
            lookUp(open);
        }
    }

    private void writeOrRefuse(Connection open) throws SQLException {
        try {
            write(open, settings.batchEvents());
        } catch (SQLException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            writeOneByOne(open, sequencer.first(settings.batchEvents()).size());
        }
    }

    private void write(Connection open, int eventsMax) throws SQLException {
        List<PendingAppend> next = sequencer.first(eventsMax);
        for (int attempt = 0; !next.isEmpty(); attempt++) {
            if (attempt < ATTEMPTS_WITHOUT_LOCK ? tryWrite(open, next) : writeUnderLock(open, eventsMax)) {
                return;
            }
            next = sequencer.first(eventsMax);
        }
    }

    private boolean tryWrite(Connection open, List<PendingAppend> appends) throws SQLException {
        Batch batch = new Batch(appends, head, recordedAt(appends));
        inDoubt = batch;
        long began = System.nanoTime();
        switch (batch.write(open, statement, rowTypes)) {
            case Batch.Written written -> {
                committed(batch, System.nanoTime() - began);
                return true;
            }
            case Batch.HeadMoved moved -> {
                inDoubt = null;
                lookUp(open);
            }
            case Batch.Taken taken -> {
                inDoubt = null;
                sequencer.taken(batch.appends, taken.tags());
            }
            case Batch.IndexBehind behind -> {
                inDoubt = null;
                tagIndexer.catchUp(open, behind.required());
            }
        }
        return false;
    }

    /** The head was too fast for us: stop it first. */
    private boolean writeUnderLock(Connection open, int eventsMax) throws SQLException {
        open.setAutoCommit(false);
        try (PreparedStatement lock = open.prepareStatement(LOCK_HEAD)) {
            lock.execute();
            lookUp(open);
            List<PendingAppend> appends = sequencer.first(eventsMax);
            if (appends.isEmpty()) {
                open.rollback();
                return true;
            }
            Batch batch = new Batch(appends, head, recordedAt(appends));
            inDoubt = batch;
            long began = System.nanoTime();
            switch (batch.write(open, statement, rowTypes)) {
                case Batch.Written written -> {
                    open.commit();
                    committed(batch, System.nanoTime() - began);
                    return true;
                }
                case Batch.HeadMoved moved -> throw new IllegalStateException("the head moved although it was locked");
                case Batch.Taken taken -> {
                    open.rollback();
                    inDoubt = null;
                    sequencer.taken(batch.appends, taken.tags());
                    return false;
                }
                case Batch.IndexBehind behind -> {
                    open.rollback();
                    inDoubt = null;
                    tagIndexer.catchUp(open, behind.required());
                    open.commit();
                    return false;
                }
            }
        } catch (SQLException | RuntimeException e) {
            rollback(open);
            throw e;
        } finally {
            open.setAutoCommit(true);
        }
    }

    private static void rollback(Connection open) {
        try {
            open.rollback();
        } catch (SQLException e) {
            LOG.debug("nothing to roll back on a broken connection", e);
        }
    }

    private void committed(Batch batch, long tookNanos) {
        settled(batch, tookNanos);
        observer.batchWritten(batch.appends.size(), batch.size(), tookNanos);
    }

    /** @param tookNanos how long it was written, 0 when nobody knows */
    private void settled(Batch batch, long tookNanos) {
        inDoubt = null;
        head = batch.to;
        headSeen = true;
        tagIndexer.committed(batch.from.position(), batch.events, batch.to.hash());
        Runnable outcomes = sequencer.committed(batch.appends, batch.to.clock(), tookNanos);
        if (afterTurn != null && batch.appends.size() == 1) {
            afterTurn.add(outcomes);
        } else {
            Sequencer.tell(outcomes);
        }
        onCommit.run();
        LOG.debug("committed up to position {}, {} events", head.position(), batch.size());
    }

    /** Reads where the log ends and takes over what was appended behind the head that we knew. */
    private void lookUp(Connection open) throws SQLException {
        Head now = inDoubt == null ? EventReader.head(open) : fence(open);
        long behind = now.position() - head.position();
        if (behind < 0 || (behind == 0 && !now.hash().equals(head.hash()))) {
            throw anotherLog(now);
        }
        if (behind > 0) {
            takeOver(open, now);
        }
        inDoubt = null;
        head = now;
        headSeen = true;
    }

    private StoreUnavailableException anotherLog(Head now) {
        return new StoreUnavailableException(
                "the log in the database is not the one we appended to: it ends at " + now + ", we had seen " + head,
                null);
    }

    private static Head fence(Connection open) throws SQLException {
        try (PreparedStatement statement = open.prepareStatement(FENCE)) {
            return EventReader.headOf(statement);
        }
    }

    private void takeOver(Connection open, Head now) throws SQLException {
        List<StoredEvent> foreign = behindHead(open, now);
        requireFollowing(foreign, now);
        Batch doubtful = inDoubt;
        if (doubtful != null && doubtful.startsWith(foreign.getFirst()) && stillWaits(doubtful)) {
            settled(doubtful, 0);
            foreign = behindHead(open, now);
        }
        long number = now.position() - head.position();
        head = now; // before memory: where memory fails, it starts anew behind the head
        if (number > settings.recentEvents()) {
            sequencer.restart(now.position());
        } else if (number > 0) {
            sequencer.foreign(foreign);
        }
    }

    /** What follows the head that we knew; only the first of it when it is more than memory holds. */
    private List<StoredEvent> behindHead(Connection open, Head now) throws SQLException {
        boolean much = now.position() - head.position() > settings.recentEvents();
        return between(open, head.position(), much ? head.position() + 1 : now.position());
    }

    /** A server that took over may lack what we had seen. Others may have filled its place, so that only the chain tells. */
    private void requireFollowing(List<StoredEvent> behind, Head now) {
        if (behind.isEmpty() || !behind.getFirst().previousHash().equals(head.hash())) {
            throw anotherLog(now);
        }
    }

    /** Nobody was told yet that it is unknown what became of it. */
    private boolean stillWaits(Batch batch) {
        return sequencer.first(1).stream().anyMatch(append -> append == batch.appends.getFirst());
    }

    private static List<StoredEvent> between(Connection open, long after, long upTo) throws SQLException {
        return EventReader.events(open, BETWEEN, statement -> {
            statement.setLong(1, after);
            statement.setLong(2, upTo);
        });
    }

    /** One of them cannot be written as it is: it must not hurt its neighbours. */
    private void writeOneByOne(Connection open, int appends) throws SQLException {
        inDoubt = null;
        for (int i = 0; i < appends; i++) {
            try {
                write(open, 1);
            } catch (SQLException e) {
                if (!isRefusal(e)) {
                    throw e;
                }
                inDoubt = null;
                PendingAppend refused = sequencer.first(1).getFirst();
                sequencer.fall(refused, refusal(e));
            }
        }
    }

    /** Trying the same again cannot help: data errors, constraints, what a trigger raises, limits of the server. */
    private static boolean isRefusal(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.length() == 5 && !PASSING.contains(state.substring(0, 2));
    }

    private static RuntimeException refusal(SQLException e) {
        return String.valueOf(e.getSQLState()).startsWith(SCHEMA_OR_ROLE)
                ? new StoreUnavailableException("the schema or the role is not what the append needs: " + e, e)
                : new AppendRejectedException("refused by the database: " + e, null);
    }

    /** Now, but later than all that was recorded or closed here before, and than every cause. */
    private Instant recordedAt(List<PendingAppend> appends) {
        Instant latest = head.clock();
        for (PendingAppend append : appends) {
            latest = append.causedAt.isAfter(latest) ? append.causedAt : latest;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant least = latest.plus(Duration.of(1, ChronoUnit.MICROS));
        return now.isBefore(least) ? least.truncatedTo(ChronoUnit.MICROS) : now;
    }

    private Connection connect() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = dataSource.getConnection();
            connection = open;
            limitToPatience(open);
            requireWritable(open);
            rowTypes = EventRows.Types.of(open);
        }
        return open;
    }

    /** The server gives a statement up before we give up the server, so that it does not write long after we said so. */
    private void limitToPatience(Connection open) throws SQLException {
        Duration patience = hurried ? Duration.ofNanos(patienceEnds - System.nanoTime()) : settings.patience();
        Sql.limit(open, patience);
        long millis = Math.max(Sql.SHORTEST_MILLIS, patience.toMillis());
        execute(open, "SET statement_timeout = " + millis + ";" + PLANNED_ONCE);
    }

    /** What a server knows from which another one took over may be old: it is good for nothing here. */
    private static void requireWritable(Connection open) throws SQLException {
        try (Statement statement = open.createStatement();
                ResultSet answer = statement.executeQuery(ONLY_READS)) {
            answer.next();
            if (answer.getBoolean(1)) {
                throw new SQLException("the server only reads; another one may have taken over", READ_ONLY_TRANSACTION);
            }
        }
    }

    private static void execute(Connection open, String sql) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A session that only reads must not come back from its pool: a new one may lead to the server that took over. */
    private void letGo(SQLException reason) {
        Connection open = connection;
        if (open != null && READ_ONLY_TRANSACTION.equals(reason.getSQLState())) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("the connection was broken anyway", e);
            }
        }
        disconnect();
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try (open) {
                execute(open, "RESET statement_timeout;" + PLANNED_AS_USUAL);
            } catch (SQLException | RuntimeException e) {
                LOG.debug("the connection was broken anyway", e);
            }
        }
    }
}
