package dev.flare.query.support;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.Follower;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.WrittenLog;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MessageNames;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyDeposited;
import dev.flare.messages.ledger.MoneyTransferred;
import dev.flare.messages.ledger.MoneyWithdrawn;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.Region;
import dev.flare.query.ViewsSchema;
import dev.flare.query.moment.RegionLogs;
import dev.flare.query.moment.ViewSignal;
import dev.flare.query.projection.LedgerProjection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Given these events, then this view: logs of two regions and the views, in databases of their own. */
public final class Given implements AutoCloseable {

    public static final Region UK = new Region("uk");
    public static final Region AU = new Region("au");
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final CurrencyCode GBP = new CurrencyCode("GBP");

    private final List<HikariDataSource> pools = new ArrayList<>();
    private final Map<Region, DataSource> stores = new TreeMap<>();
    private final DataSource viewsAsOwner;
    private final DataSource views;
    private final ViewSignal signal = new ViewSignal();
    private final Map<Region, LedgerProjection> projections = new HashMap<>();
    private Instant clock = START;
    private long ids;

    /** Every test's databases begin with a name of their own: {@code t1_uk}, {@code t1_views}. */
    private final String prefix = TestPostgres.newDatabase() + "_";

    private final PostgresServer application;

    public Given() {
        for (Region region : List.of(UK, AU)) {
            DataSource store = newDatabase(region.name());
            EventStoreSchema.migrate(store);
            stores.put(region, store);
        }
        viewsAsOwner = newDatabase("views");
        ViewsSchema.migrate(viewsAsOwner);
        application = TestPostgres.as("flare_query_test", "flare_views", "flare_read");
        views = opened(application, prefix + "views", 16);
    }

    private DataSource newDatabase(String name) {
        TestPostgres.execute("CREATE DATABASE " + prefix + name);
        return opened(TestPostgres.owner(), prefix + name, 4);
    }

    private DataSource opened(PostgresServer server, String database, int connections) {
        HikariDataSource pool = server.open(database, database, connections);
        pools.add(pool);
        return pool;
    }

    /** The settings of an application on these databases. */
    public Map<String, String> settings() {
        return Map.of(
                "flare.regions", "uk,au",
                "flare.query.postgres.url-template",
                        application.urlTemplate().replace("{database}", prefix + "{database}"),
                "flare.query.postgres.user", application.user(),
                "flare.query.postgres.password", application.password(),
                "flare.query.patience", "300ms",
                "server.port", "0",
                "flare.shutdown.notice", "0s");
    }

    public RegionLogs logs() {
        Map<Region, EventReader> readers = new HashMap<>();
        stores.forEach((region, store) -> readers.put(region, new EventReader(store)));
        return new RegionLogs(readers);
    }

    /** With the rights that the application has. */
    public DataSource views() {
        return views;
    }

    public ViewSignal signal() {
        return signal;
    }

    public WrittenLog log(Region region) {
        return new WrittenLog(stores.get(region));
    }

    /** The instant at which the last event was recorded. */
    public Instant clock() {
        return clock;
    }

    /** Lets time pass before the next event. */
    public Given at(Instant instant) {
        clock = instant;
        return this;
    }

    public long opened(String account) {
        return opened(account, "owner of " + account);
    }

    public long opened(String account, String owner) {
        AccountId id = new AccountId(account);
        return append(id.region(), new AccountOpened(id, GBP, owner, 0, Map.of("b", 2, "a", 1)));
    }

    public long deposited(String account, long amount) {
        return deposited(account, amount, null);
    }

    public long deposited(String account, long amount, @Nullable Instant effectiveAt) {
        AccountId id = new AccountId(account);
        List<Posting> postings = Posting.move(id.region().world(), id, amount);
        return append(
                id.region(), new MoneyDeposited(nextId(id.region()), GBP, postings, effectiveAt, "ref", Map.of()));
    }

    public long withdrawn(String account, long amount) {
        AccountId id = new AccountId(account);
        List<Posting> postings = Posting.move(id, id.region().world(), amount);
        return append(id.region(), new MoneyWithdrawn(nextId(id.region()), GBP, postings, null, null, Map.of()));
    }

    public long transferred(String from, String to, long amount) {
        return transferred(from, to, amount, null);
    }

    public long transferred(String from, String to, long amount, @Nullable Instant effectiveAt) {
        AccountId payer = new AccountId(from);
        List<Posting> postings = Posting.move(payer, new AccountId(to), amount);
        return append(
                payer.region(),
                new MoneyTransferred(nextId(payer.region()), GBP, postings, effectiveAt, null, Map.of()));
    }

    private String nextId(Region region) {
        return region + "-" + ++ids;
    }

    /** One event, a second after the last one. */
    public long append(Region region, LedgerEvent event) {
        clock = clock.plusSeconds(1);
        return log(region).append(List.of(entry(event, clock)));
    }

    public static WrittenLog.Entry entry(LedgerEvent event, Instant recordedAt) {
        return new WrittenLog.Entry(
                recordedAt,
                MessageNames.of(event.getClass()),
                MessageNames.VERSION,
                EventCodec.write(event),
                tags(event));
    }

    private static List<String> tags(LedgerEvent event) {
        return event.accounts().stream().map(Tags::account).toList();
    }

    /** An event that is not of the ledger. */
    public long foreign(Region region) {
        clock = clock.plusSeconds(1);
        return log(region).append(List.of(new WrittenLog.Entry(clock, "cart.ItemAdded", "1", "{}", List.of())));
    }

    public LedgerProjection newProjection(Region region) {
        return new LedgerProjection(region, logs().reader(region), views, signal);
    }

    /** Brings the views up to date, as the followers would. */
    public Given projected() {
        stores.keySet().forEach(this::projected);
        return this;
    }

    public void projected(Region region) {
        run(projections.computeIfAbsent(region, this::newProjection));
    }

    public static void run(LedgerProjection projection) {
        try {
            Follower.Progress progress = projection.take();
            while (progress.more()) {
                progress = projection.take();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Changes the views as no projection would. */
    public void tamperWithViews(String sql) {
        execute(sql);
    }

    private void execute(String sql) {
        try (Connection connection = viewsAsOwner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of each row. */
    public List<String> rows(String sql) {
        try (Connection connection = viewsAsOwner.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        pools.forEach(HikariDataSource::close);
    }
}
