package dev.flare.saga.following;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.Region;
import dev.flare.saga.lists.FollowTransactions;
import dev.flare.saga.read.TransactionReader;
import dev.flare.saga.supervision.Request;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.supervision.SupervisionMetrics;
import dev.flare.saga.supervision.SupervisorLog;
import dev.flare.saga.transaction.Case;
import dev.flare.saga.transaction.DeadlineDecision;
import dev.flare.saga.transaction.OperatorDecision;
import dev.flare.saga.transaction.Transaction;
import dev.flare.saga.transaction.TransferFacts;
import dev.flare.saga.work.WorkSignal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** One supervisor of several, which takes a step when it is told to. */
public final class Instance implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LaterClock clock = new LaterClock();
    private final SupervisorLog log;
    private final Supervision supervision;
    private final FollowTransactions lists;
    private final HikariDataSource tables;
    private final Map<Region, HikariDataSource> pools = new HashMap<>();
    private final Map<Region, ParkedFacts> parked = new HashMap<>();
    private final Map<Region, Learning> learning = new HashMap<>();

    Instance(PostgresServer server) {
        this.log = new SupervisorLog(server, PATIENCE, Clock.systemUTC(), new SimpleMeterRegistry());
        this.supervision =
                new Supervision(log, PATIENCE, Clock.systemUTC(), new SupervisionMetrics(new SimpleMeterRegistry()));
        this.lists = new FollowTransactions(log, log.tables(), List.of(), new WorkSignal());
        this.tables = server.open("supervisor", "followers", 4);
        TransferFacts facts = new TransferFacts(Duration.ofSeconds(30));
        for (Region region : TwoRegions.regions()) {
            HikariDataSource pool = server.openLog(region.name(), "reads-" + region, 4);
            pools.put(region, pool);
            parked.put(region, new ParkedFacts(region, new EventReader(pool), clock));
            learning.put(region, new Learning(region, facts, supervision, new ParticipationRows(region, pool)));
        }
    }

    /** One step through a region's log. */
    public void follow(Region region) throws SQLException, InterruptedException {
        step(region).take();
    }

    FollowRegion step(Region region) {
        return step(region, tables);
    }

    /** The same, killed when all is done but the commit that moves the position. */
    public void followAndBeKilled(Region region) throws SQLException, InterruptedException {
        try {
            step(region, killedBeforeCommit()).take();
        } catch (SQLException killed) {
            if (!killed.getMessage().equals("killed")) {
                throw killed;
            }
        }
    }

    private FollowRegion step(Region region, DataSource supervisor) {
        EventReader reader = new EventReader(pools.get(region));
        return new FollowRegion(region, reader, supervisor, learning.get(region), parked.get(region));
    }

    private DataSource killedBeforeCommit() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(tables, arguments);
                    return result instanceof Connection connection ? withoutCommit(connection) : result;
                });
    }

    private static Connection withoutCommit(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Instance.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        throw new SQLException("killed");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** One step through the supervisor's own log, to the rows of its tables. */
    public void list() throws SQLException {
        lists.take();
    }

    /** All there is, from regions to rows. */
    public void followAll() throws SQLException, InterruptedException {
        follow(TwoRegions.UK);
        follow(TwoRegions.AU);
        list();
    }

    /** How often somebody has asked for what follows from the log. */
    long wanted() {
        return log.wanted().count();
    }

    /** From now on it is later. */
    void wait(Duration duration) {
        clock.later(duration);
    }

    public void resume(String id) {
        supervision.decide(
                id,
                given -> OperatorDecision.decide(given, OperatorDecision.Act.RESUME, "seen to"),
                new Request("c-2", null, Map.of()));
    }

    /** A deadline of the transaction passes. */
    void beLate(String id) {
        supervision.decideUnasked(
                id, given -> DeadlineDecision.decide(new Case(given.transaction(), given.rules(), Instant.MAX)));
    }

    /** What a killed one had begun with goes on for a moment, beside the one that has taken its place. */
    void learnWithoutLock(Region region) throws SQLException, InterruptedException {
        EventReader reader = new EventReader(pools.get(region));
        learning.get(region).learn(reader.after(0, 100), Set.of());
    }

    public Transaction transaction(String id) {
        return new TransactionReader(log.reader()).now(id);
    }

    public long events() {
        return log.reader().head().position();
    }

    long parked(Region region) {
        return parked.get(region).count();
    }

    public SupervisorLog log() {
        return log;
    }

    public Supervision supervision() {
        return supervision;
    }

    public Map<Region, EventReader> logs() {
        Map<Region, EventReader> logs = new HashMap<>();
        pools.forEach((region, pool) -> logs.put(region, new EventReader(pool)));
        return logs;
    }

    @Override
    public void close() {
        log.close();
        tables.close();
        pools.values().forEach(HikariDataSource::close);
    }
}
