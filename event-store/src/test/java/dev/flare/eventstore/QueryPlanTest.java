package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.support.TestPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** No statement of the store reads a whole table: each is run for real on a large log, and explained beside. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class QueryPlanTest {

    private static final int EVENTS = 200_000;
    private static TestLog log;

    @BeforeAll
    static void seed() {
        log = new TestLog();
        log.execute("INSERT INTO events SELECT n, gen_random_uuid(), timestamptz '2026-01-01Z' + n * interval '1 ms',"
                + " 'T' || n % 20, '1', ARRAY['account=' || n % 1000, 'key=' || n], '{}', '{}',"
                + " sha256(int8send(n - 1)), sha256(int8send(n)) FROM generate_series(1, " + EVENTS + ") n");
        log.execute("INSERT INTO event_tags SELECT tag_key(t), type_key(type), position FROM events, unnest(tags) t");
        log.execute("UPDATE head SET (position, hash, clock) = (SELECT position, hash, recorded_at FROM events"
                + " ORDER BY position DESC LIMIT 1)");
        log.execute("ANALYZE");
    }

    @AfterAll
    static void close() {
        log.close();
    }

    @Test
    void no_statement_scans_events_or_tags_whatever_its_parameters() {
        no_statement_scans("auto");
    }

    @Test
    void no_statement_scans_events_or_tags_with_a_plan_for_all_parameters() {
        no_statement_scans("force_generic_plan");
    }

    private static void no_statement_scans(String planning) {
        TestPostgres.execute("ALTER DATABASE " + log.database + " SET plan_cache_mode = " + planning);
        Map<String, JsonNode> plans = new ConcurrentHashMap<>();
        try (HikariDataSource pool = TestPostgres.owner().open(log.database, planning, 8)) {
            runAll(explained(pool, plans));
        }
        assertThat(plans).hasSizeGreaterThanOrEqualTo(13);
        plans.forEach((sql, plan) -> assertThat(scanned(plan)).as(sql).doesNotContain("events", "event_tags"));
    }

    /** Everything that reads or writes, through the public API. */
    private static void runAll(DataSource dataSource) {
        EventStoreSettings settings = TestLog.settings().withUniqueTagKeys(Set.of("key"));
        try (EventStore store = EventStore.open(dataSource, "plans", settings, Clock.systemUTC())) {
            EventReader reader = store.reader();
            Criterion type = new Criterion(Set.of("T1"), Set.of());
            long end = store.durable();
            assertThat(store.source(Events.tagged("account=7"), Marker.ORIGIN).events())
                    .hasSize(EVENTS / 1000);
            assertThat(store.source(Events.tagged("account=7", "T7"), Marker.ORIGIN)
                            .events())
                    .hasSize(EVENTS / 1000);
            assertThat(store.source(Events.tagged("account=7"), Marker.at(end - 2_000))
                            .events())
                    .isNotEmpty();
            assertThat(store.source(Criteria.of(type), Marker.at(end - 200)).events())
                    .isNotEmpty();
            assertThat(reader.after(end - 10, 1_000)).isNotEmpty();
            assertThat(reader.after(0, 100)).hasSize(100);
            assertThat(reader.withTag("account=7", end - 2_000, 10)).isNotEmpty();
            assertThat(reader.byId(reader.after(5, 1).getFirst().id())).isPresent();
            assertThat(reader.lastBefore(Instant.parse("2026-01-01T00:00:01Z"))).isEqualTo(999);
            assertThat(reader.recordedAt(7)).isPresent();
            assertThat(reader.closeMoment(Instant.parse("2026-01-01T00:00:01Z")))
                    .isEqualTo(1_000);
            get(store.append(List.of(event("T1", "account=new", "key=new" + end)), List.of()));
            try (EventStore other = EventStore.open(dataSource, "other", settings, Clock.systemUTC())) {
                get(other.append(List.of(event("T1", "account=new")), List.of()));
            }
            // The first is found by the statement that writes; while such ones come in, they are searched for.
            for (String taken : List.of("key=5", "key=6")) {
                assertThat(failure(store.append(List.of(event("T1", taken)), List.of())))
                        .isInstanceOf(AppendRejectedException.class);
            }
            get(store.confirm());
        }
    }

    private static List<String> scanned(JsonNode plan) {
        List<String> scanned = new ArrayList<>();
        if (plan.has("Node Type") && plan.get("Node Type").asString().equals("Seq Scan")) {
            scanned.add(plan.get("Relation Name").asString());
        }
        plan.forEach(child -> scanned.addAll(scanned(child)));
        return scanned;
    }

    private static DataSource explained(DataSource real, Map<String, JsonNode> plans) {
        return proxy(DataSource.class, (method, args) -> {
            Object result = call(real, method, args);
            return result instanceof Connection connection ? explained(connection, plans) : result;
        });
    }

    private static Connection explained(Connection real, Map<String, JsonNode> plans) {
        return proxy(Connection.class, (method, args) -> {
            Object result = call(real, method, args);
            if (!method.getName().equals("prepareStatement")) {
                return result;
            }
            String sql = (String) args[0];
            return explained(
                    (PreparedStatement) result, real.prepareStatement("EXPLAIN (FORMAT JSON) " + sql), sql, plans);
        });
    }

    private static PreparedStatement explained(
            PreparedStatement real, PreparedStatement explain, String sql, Map<String, JsonNode> plans) {
        return proxy(PreparedStatement.class, (method, args) -> {
            if (method.getName().startsWith("set") || method.getName().equals("close")) {
                call(explain, method, args);
            }
            if (method.getName().equals("executeQuery")) {
                try (ResultSet plan = explain.executeQuery()) {
                    plan.next();
                    plans.put(sql, JsonMapper.shared().readTree(plan.getString(1)));
                }
            }
            return call(real, method, args);
        });
    }

    private interface Call {
        Object with(Method method, Object[] args) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> call.with(method, args)));
    }

    private static Object call(Object real, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
