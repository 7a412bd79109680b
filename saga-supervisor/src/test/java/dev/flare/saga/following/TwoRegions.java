package dev.flare.saga.following;

import com.fasterxml.uuid.Generators;
import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.Append;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MessageNames;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyTransferred;
import dev.flare.messages.ledger.TransferHalted;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferRefused;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.ledger.TransferSettled;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;
import dev.flare.saga.SagaSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The logs of uk and au on real databases, and the supervisor's; what happens in the regions is written by the test. */
public final class TwoRegions implements AutoCloseable {

    public static final Region UK = new Region("uk");
    public static final Region AU = new Region("au");
    public static final long AMOUNT = 100;

    private static final CurrencyCode GBP = new CurrencyCode("GBP");
    private static final AccountId PAYER = new AccountId("uk-1");
    private static final AccountId PAYEE = new AccountId("au-2");

    private static final String PARTICIPATION = """
            CREATE TABLE participation (
                transaction_id text NOT NULL, participant text NOT NULL, has_started boolean NOT NULL,
                has_completed boolean NOT NULL, has_failed boolean NOT NULL, has_compensated boolean NOT NULL,
                PRIMARY KEY (transaction_id, participant))""";
    private static final String ROW = """
            INSERT INTO participation AS p VALUES (?, ?, ?, ?, false, ?)
            ON CONFLICT (transaction_id, participant) DO UPDATE SET has_started = p.has_started OR excluded.has_started,
                has_completed = p.has_completed OR excluded.has_completed,
                has_compensated = p.has_compensated OR excluded.has_compensated""";

    private static final List<String> NAMES = List.of("supervisor", "uk", "au");

    private final String prefix;
    private final PostgresServer server;
    private final Map<String, HikariDataSource> databases = new HashMap<>();
    private final Map<Region, EventStore> stores = new HashMap<>();

    public TwoRegions() {
        this(TestPostgres.newDatabase());
        for (String name : NAMES) {
            TestPostgres.execute("CREATE DATABASE %s_%s TEMPLATE %s_%s"
                    .formatted(prefix, name, Migrated.PREFIX, name.equals("supervisor") ? name : "uk"));
            databases.put(name, server.open(name, "owner", 4));
        }
        for (Region region : List.of(UK, AU)) {
            stores.put(
                    region,
                    EventStore.open(
                            database(region.name()), region.name(), EventStoreSettings.defaults(), Clock.systemUTC()));
        }
    }

    private TwoRegions(String prefix) {
        PostgresServer owner = TestPostgres.owner();
        this.prefix = prefix;
        this.server = new PostgresServer(
                owner.urlTemplate().replace("{database}", prefix + "_{database}"), owner.user(), owner.password());
    }

    /** Databases that are copied, which takes less time than to make each anew. */
    private static final class Migrated {

        static final String PREFIX = TestPostgres.newDatabase();

        static {
            PostgresServer server = new TwoRegions(PREFIX).server;
            for (String name : List.of("supervisor", "uk")) {
                TestPostgres.execute("CREATE DATABASE " + PREFIX + "_" + name);
                try (var database = server.open(name, "owner", 2)) {
                    EventStoreSchema.migrate(database);
                    if (name.equals("supervisor")) {
                        SagaSchema.migrate(database);
                    } else {
                        Log.execute(database, PARTICIPATION);
                    }
                }
            }
        }
    }

    PostgresServer server() {
        return server;
    }

    /** As its owner. */
    DataSource database(String name) {
        return Objects.requireNonNull(databases.get(name), name);
    }

    /** One supervisor of several. */
    public Instance instance() {
        return new Instance(server);
    }

    static String newTransfer() {
        return new TransactionId(UK, Generators.timeBasedEpochGenerator().generate()).toString();
    }

    /** Sends money from uk to au; the id of the transfer. */
    public String send() {
        String id = newTransfer();
        send(id);
        return id;
    }

    void send(String id) {
        row(UK, id, sent(id));
        append(UK, eventOf(id), id, sent(id));
    }

    String sendWithoutRow() {
        String id = newTransfer();
        append(UK, eventOf(id), id, sent(id));
        return id;
    }

    private static UUID eventOf(String id) {
        return TransactionId.parse(id).orElseThrow().eventId();
    }

    private static LedgerEvent sent(String id) {
        return new TransferSent(id, PAYEE, GBP, Posting.move(PAYER, UK.clearing(), AMOUNT), null, null, null, Map.of());
    }

    void refuse(String id) {
        append(AU, UUID.randomUUID(), id, new TransferRefused(id, RefusalCode.ACCOUNT_FROZEN, "it is frozen"));
    }

    public void receive(String id) {
        happen(
                AU,
                id,
                new TransferReceived(id, PAYER, GBP, Posting.move(AU.clearing(), PAYEE, AMOUNT), null, null, Map.of()));
    }

    public void settle(String id) {
        happen(UK, id, new TransferSettled(id, PAYER));
    }

    public void giveBack(String id) {
        happen(UK, id, new TransferReturned(id, GBP, Posting.move(UK.clearing(), PAYER, AMOUNT), null, null));
    }

    public void halt(Region region, String id, String alertId) {
        happen(region, id, new TransferHalted(id, alertId));
    }

    /** Something without which a log would look empty. */
    public void happenElse(Region region) {
        append(region, UUID.randomUUID(), "test", "{}", List.of());
    }

    /** Money that is posted to a clearing account by no transfer. */
    public void postByHand(Region region, long amount) {
        LedgerEvent moved = new MoneyTransferred(
                region + "-1", GBP, Posting.move(PAYEE, region.clearing(), amount), null, null, Map.of());
        append(region, UUID.randomUUID(), "none", moved);
    }

    UUID appendUnreadable(Region region, String id) {
        UUID eventId = UUID.randomUUID();
        append(region, eventId, MessageNames.TRANSFER_RECEIVED, "{", List.of(Tags.transaction(id)));
        return eventId;
    }

    /** Whatever nobody could read can be read now. */
    void makeReadable(Region region, UUID eventId, String id) {
        LedgerEvent received =
                new TransferReceived(id, PAYER, GBP, Posting.move(AU.clearing(), PAYEE, AMOUNT), null, null, Map.of());
        row(region, id, received);
        execute(
                region.name(),
                "SET session_replication_role = replica; UPDATE events SET payload = '" + EventCodec.write(received)
                        + "' WHERE id = '" + eventId + "'; RESET session_replication_role");
    }

    private void happen(Region region, String id, LedgerEvent event) {
        row(region, id, event);
        append(region, UUID.randomUUID(), id, event);
    }

    private void append(Region region, UUID eventId, String id, LedgerEvent event) {
        append(
                region,
                eventId,
                MessageNames.of(event.getClass()),
                EventCodec.write(event),
                List.of(Tags.transaction(id)));
    }

    private void append(Region region, UUID eventId, String type, String payload, List<String> tags) {
        NewEvent event = new NewEvent(eventId, type, "1", tags, Map.of(MetadataKeys.CORRELATION_ID, "c-1"), payload);
        stores.get(region).append(Append.of(List.of(event))).join();
    }

    private void row(Region region, String id, LedgerEvent event) {
        try (Connection connection = databases.get(region.name()).getConnection();
                PreparedStatement row = connection.prepareStatement(ROW)) {
            row.setString(1, id);
            row.setString(2, region + ".participation");
            row.setBoolean(3, event instanceof TransferSent || event instanceof TransferReceived);
            row.setBoolean(4, event instanceof TransferSettled || event instanceof TransferReceived);
            row.setBoolean(5, event instanceof TransferReturned);
            row.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void execute(String database, String sql) {
        Log.execute(databases.get(database), sql);
    }

    /** One number of the supervisor's tables; 0 where there is nothing. */
    public long number(String sql) {
        try (Connection connection = databases.get("supervisor").getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        stores.values().forEach(EventStore::close);
        databases.values().forEach(HikariDataSource::close);
    }

    static List<Region> regions() {
        return Stream.of(AU, UK).toList();
    }
}
