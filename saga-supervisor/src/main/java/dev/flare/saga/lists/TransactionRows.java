package dev.flare.saga.lists;

import dev.flare.messages.shared.TransferTerms;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.Noted;
import dev.flare.saga.transaction.Participant;
import dev.flare.saga.transaction.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Writes the rows of transactions. Every method works inside the caller's transaction. */
final class TransactionRows {

    private static final String LOAD = "SELECT state FROM supervised WHERE transaction_id = ANY (?)";

    private static final String SAVE = """
            INSERT INTO supervised (transaction_id, position, type, status, state) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (transaction_id) DO UPDATE SET status = EXCLUDED.status, state = EXCLUDED.state""";

    private static final String SAVE_PARTICIPANT =
            "INSERT INTO supervised_participant (participant, position) VALUES (?, ?) ON CONFLICT DO NOTHING";

    private static final String SAVE_ALERT = """
            INSERT INTO raised (alert_id, position, transaction_id, type, status) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (alert_id) DO UPDATE SET status = EXCLUDED.status""";

    private static final String LEAVE = """
            INSERT INTO in_transit (transaction_id, currency, amount) VALUES (?, ?, ?) ON CONFLICT DO NOTHING""";
    private static final String ARRIVE = "DELETE FROM in_transit WHERE transaction_id = ANY (?)";

    private static final String EMPTY =
            "DELETE FROM supervised; DELETE FROM supervised_participant; DELETE FROM raised; DELETE FROM in_transit";

    private TransactionRows() {}

    /** The transactions that are there, by id. */
    static Map<String, Transaction> load(Connection connection, Collection<String> ids) throws SQLException {
        try (PreparedStatement load = connection.prepareStatement(LOAD)) {
            load.setArray(1, connection.createArrayOf("text", ids.toArray()));
            try (ResultSet rows = load.executeQuery()) {
                Map<String, Transaction> found = new HashMap<>();
                while (rows.next()) {
                    Transaction transaction = TransactionJson.read(rows.getString(1));
                    found.put(transaction.id(), transaction);
                }
                return found;
            }
        }
    }

    /** @param known those that have rows already; whoever takes part in them is known from the beginning */
    static void save(Connection connection, Collection<Transaction> transactions, Set<String> known)
            throws SQLException {
        try (PreparedStatement save = connection.prepareStatement(SAVE);
                PreparedStatement saveParticipant = connection.prepareStatement(SAVE_PARTICIPANT);
                PreparedStatement saveAlert = connection.prepareStatement(SAVE_ALERT)) {
            for (Transaction transaction : transactions) {
                Noted registered = Objects.requireNonNull(transaction.registered());
                add(save, transaction, registered);
                if (!known.contains(transaction.id())) {
                    addParticipants(saveParticipant, transaction.participants(), registered);
                }
                addAlerts(saveAlert, transaction);
            }
            save.executeBatch();
            saveParticipant.executeBatch();
            saveAlert.executeBatch();
        }
        saveInTransit(connection, transactions);
    }

    private static void saveInTransit(Connection connection, Collection<Transaction> transactions) throws SQLException {
        List<String> arrived = new ArrayList<>();
        try (PreparedStatement leave = connection.prepareStatement(LEAVE)) {
            for (Transaction transaction : transactions) {
                TransferTerms terms = transaction.transfer();
                if (terms != null && transaction.inTransit()) {
                    leave.setString(1, transaction.id());
                    leave.setString(2, terms.currency().value());
                    leave.setLong(3, terms.amount());
                    leave.addBatch();
                } else if (terms != null) {
                    arrived.add(transaction.id());
                }
            }
            leave.executeBatch();
        }
        if (!arrived.isEmpty()) {
            remove(connection, arrived);
        }
    }

    private static void remove(Connection connection, List<String> arrived) throws SQLException {
        try (PreparedStatement arrive = connection.prepareStatement(ARRIVE)) {
            arrive.setArray(1, connection.createArrayOf("text", arrived.toArray()));
            arrive.executeUpdate();
        }
    }

    private static void add(PreparedStatement save, Transaction transaction, Noted registered) throws SQLException {
        save.setString(1, transaction.id());
        save.setLong(2, registered.position());
        save.setString(3, transaction.type());
        save.setString(4, transaction.status().name());
        save.setString(5, TransactionJson.write(transaction));
        save.addBatch();
    }

    private static void addParticipants(PreparedStatement save, List<Participant> participants, Noted registered)
            throws SQLException {
        for (Participant participant : participants) {
            save.setString(1, participant.name());
            save.setLong(2, registered.position());
            save.addBatch();
        }
    }

    private static void addAlerts(PreparedStatement save, Transaction transaction) throws SQLException {
        for (Alert alert : transaction.alerts()) {
            save.setString(1, alert.id());
            save.setLong(2, alert.raised().position());
            save.setString(3, transaction.id());
            save.setString(4, transaction.type());
            save.setString(5, alert.status().name());
            save.addBatch();
        }
    }

    static void empty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(EMPTY);
        }
    }
}
