package dev.flare.saga.lists;

import dev.flare.eventstore.Follower;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.supervision.TransactionEvent;
import dev.flare.saga.supervision.RecordedEvents;
import dev.flare.saga.supervision.SupervisorLog;
import dev.flare.saga.transaction.CanaryDecision;
import dev.flare.saga.transaction.Transaction;
import dev.flare.saga.work.Work;
import dev.flare.saga.work.WorkSignal;
import dev.flare.saga.work.WorkTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step through the supervisor's log: the rows of the transactions, what is to be done for them, and the position are one
 * transaction of the database, so each event counts once, and no deadline or alert is forgotten whatever is killed when.
 */
public final class FollowTransactions implements Follower.Step {

    private static final Logger LOG = LoggerFactory.getLogger(FollowTransactions.class);
    /** What arrives under load in the longest pause between two steps. */
    private static final int AT_ONCE = 10_000;

    /** However large they are. */
    private static final long CHARACTERS_AT_ONCE = 16_000_000;

    private static final int REMEMBERED = 10_000;

    private static final String LOCK = "SELECT position, fold_version FROM taken FOR UPDATE";
    private static final String MOVE = "UPDATE taken SET position = ?, fold_version = ?";

    // A crash may take back the last commits: rows and position are lost together, and made again from the events.
    private static final String MAY_BE_LOST = "SET LOCAL synchronous_commit = off";

    private final SupervisorLog log;
    private final DataSource database;
    private final Work.Means means;
    private final WorkSignal signal;

    /** What this instance made of transactions that go on, up to a position: true as long as nobody else has moved it since. */
    private final Map<String, Transaction> remembered = new HashMap<>();

    private long rememberedUpTo = -1;
    private long taken = -1;

    /** @param channels that are told of alerts */
    public FollowTransactions(SupervisorLog log, DataSource database, Collection<String> channels, WorkSignal signal) {
        this(log, database, new Work.Means(channels, false), signal);
    }

    /** @param means by which others are told and asked */
    public FollowTransactions(SupervisorLog log, DataSource database, Work.Means means, WorkSignal signal) {
        this.log = log;
        this.database = database;
        this.means = means;
        this.signal = signal;
    }

    @Override
    public Follower.Progress take() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Taken now;
            try {
                now = take(connection);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                remembered.clear();
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
            if (now.progress().position() > taken) {
                taken = now.progress().position();
                now.work().forEach(work -> signal.due(work.queue(), work.wantedAt()));
                signal.raise();
            }
            return now.progress();
        }
    }

    /** How far a step went, and the work of the transactions that it concerned. */
    private record Taken(Follower.Progress progress, List<Work> work) {}

    private Taken take(Connection connection) throws SQLException {
        long position = lock(connection);
        List<StoredEvent> events = log.reader().after(position, AT_ONCE, CHARACTERS_AT_ONCE);
        if (events.isEmpty()) {
            return new Taken(new Follower.Progress(position, false), List.of());
        }
        Map<String, List<Read>> byTransaction = byTransaction(events);
        Map<String, Transaction> known = known(connection, position, byTransaction.keySet());
        List<Transaction> transactions = byTransaction.entrySet().stream()
                .map(its ->
                        evolved(known.getOrDefault(its.getKey(), Transaction.unknown(its.getKey())), its.getValue()))
                // The rows of canaries are removed some day; what comes after that is for nobody.
                .filter(Transaction::known)
                .toList();
        TransactionRows.save(connection, transactions, known.keySet());
        List<Work> work = transactions.stream()
                .flatMap(transaction -> Work.of(transaction, means).stream())
                .toList();
        WorkTable.replace(connection, byTransaction.keySet(), work);
        long last = events.getLast().position();
        move(connection, last);
        transactions.forEach(this::remember);
        rememberedUpTo = last;
        return new Taken(new Follower.Progress(last, isFull(events)), work);
    }

    private static boolean isFull(List<StoredEvent> events) {
        long characters = events.stream()
                .mapToLong(event -> event.payload().length() + event.metadata().length())
                .sum();
        return events.size() == AT_ONCE || characters >= CHARACTERS_AT_ONCE;
    }

    /** Those of the transactions that have rows. */
    private Map<String, Transaction> known(Connection connection, long position, Set<String> ids) throws SQLException {
        if (position != rememberedUpTo) {
            remembered.clear();
        }
        Map<String, Transaction> known = new HashMap<>();
        Set<String> others = new HashSet<>();
        for (String id : ids) {
            Transaction transaction = remembered.get(id);
            if (transaction == null) {
                others.add(id);
            } else {
                known.put(id, transaction);
            }
        }
        if (!others.isEmpty()) {
            known.putAll(TransactionRows.load(connection, others));
        }
        return known;
    }

    /** Not of canaries, whose rows somebody else removes. */
    private void remember(Transaction transaction) {
        if (transaction.status().ended() || transaction.type().equals(CanaryDecision.TYPE)) {
            remembered.remove(transaction.id());
            return;
        }
        if (remembered.size() >= REMEMBERED) {
            remembered.clear();
        }
        remembered.put(transaction.id(), transaction);
    }

    /** An event of the log, and what it says. */
    private record Read(StoredEvent stored, TransactionEvent event) {}

    private static Transaction evolved(Transaction transaction, List<Read> events) {
        Transaction next = transaction;
        for (Read read : events) {
            next = RecordedEvents.evolve(next, read.event(), read.stored());
        }
        return next;
    }

    private Map<String, List<Read>> byTransaction(List<StoredEvent> events) {
        Map<String, List<Read>> found = new LinkedHashMap<>();
        for (StoredEvent stored : events) {
            if (log.read(stored) instanceof TransactionEvent event) {
                found.computeIfAbsent(event.transactionId(), id -> new ArrayList<>())
                        .add(new Read(stored, event));
            }
            log(stored);
        }
        return found;
    }

    private static void log(StoredEvent event) {
        if (LOG.isDebugEnabled()) {
            LOG.atDebug()
                    .addKeyValue(
                            MetadataKeys.CORRELATION_ID, event.metadataAsMap().get(MetadataKeys.CORRELATION_ID))
                    .addKeyValue("position", event.position())
                    .addKeyValue("type", event.type())
                    .log("an event reached the lists");
        }
    }

    private long lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(MAY_BE_LOST);
            try (ResultSet rows = statement.executeQuery(LOCK)) {
                rows.next();
                return fromHere(connection, rows.getLong(1), rows.getInt(2));
            }
        }
    }

    /** What another version of the fold has made is made anew; but a newer one knows better. */
    private static long fromHere(Connection connection, long position, int foldVersion) throws SQLException {
        if (foldVersion == Transaction.FOLD_VERSION) {
            return position;
        }
        if (foldVersion > Transaction.FOLD_VERSION) {
            throw new IllegalStateException("a newer supervisor has made the lists; run that one");
        }
        TransactionRows.empty(connection);
        WorkTable.empty(connection);
        // Kept at once: as long as the log is empty no event comes with which it could be.
        move(connection, 0);
        return 0;
    }

    private static void move(Connection connection, long position) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            move.setLong(1, position);
            move.setInt(2, Transaction.FOLD_VERSION);
            move.executeUpdate();
        }
    }
}
