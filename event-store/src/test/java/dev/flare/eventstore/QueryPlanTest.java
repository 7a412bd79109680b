package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.get;
import static dev.flare.eventstore.Events.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.ExplainedStatements.Ran;
import dev.flare.eventstore.support.SeededLog;
import dev.flare.eventstore.support.TestPostgres;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * A log grows from nothing to a million events under connections that are never closed, with every plan kept from when it was
 * empty, and nobody counts its rows: the worst that can happen to a plan. At every stage all statements are run for real.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class QueryPlanTest {

    private static final int SHORT = 10_000;
    private static final int LONG = 1_000_000;
    private static final int OFTEN = 12;
    private static final Pattern TOUCHES =
            Pattern.compile("\\b(FROM|JOIN|INTO|UPDATE)\\s+(events|event_tags)\\b|(close_moment|last_recorded)\\(");
    /** For those who ask whether the log was tampered with. */
    private static final String READS_ALL = "/* reads all */";

    private static final InlineProjection IDLE =
            new InlineProjection("idle", "UPDATE tags_head SET position = 0 FROM appended WHERE false");
    private static final Set<String> APPENDS = new TreeSet<>();

    static {
        for (List<InlineProjection> projections : List.of(List.<InlineProjection>of(), List.of(IDLE))) {
            AppendStatement append = AppendStatement.with(projections);
            APPENDS.add(append.looking());
            APPENDS.add(append.knowing());
        }
    }

    /** With a short memory: keys are looked up in the database, which is busy with what was seeded. */
    private static final EventStoreSettings SETTINGS = TestLog.settings()
            .withUniqueTagKeys(Set.of("key"))
            .withRecentEvents(2)
            .withPatience(Duration.ofSeconds(30));

    private static List<Ran> keptWhenShort = List.of();
    private static List<Ran> keptWhenLong = List.of();
    private static List<Ran> plannedNow = List.of();

    @BeforeAll
    static void grow() {
        try (TestLog log = new TestLog()) {
            log.execute("ALTER TABLE events SET (autovacuum_enabled = off)");
            log.execute("ALTER TABLE event_tags SET (autovacuum_enabled = off)");
            keepingPlans(log.database);
            try (EveryStatement every = new EveryStatement(TestPostgres.owner()::open, log.database)) {
                every.warmUp();
                keptWhenShort = every.ranAfter(() -> seed(log, SHORT));
                keptWhenLong = every.ranAfter(() -> seed(log, LONG));
            }
            TestPostgres.execute("ALTER DATABASE " + log.database + " RESET plan_cache_mode");
            log.execute("ANALYZE");
            try (EveryStatement every = new EveryStatement(TestPostgres.owner()::openLog, log.database)) {
                every.warmUp();
                plannedNow = every.ranAfter(() -> {});
            }
        }
    }

    private static void keepingPlans(String database) {
        TestPostgres.execute("ALTER DATABASE " + database + " SET plan_cache_mode = force_generic_plan");
    }

    private static void seed(TestLog log, long upTo) {
        SeededLog.seed(log.owner, log.reader().head().position(), upTo);
    }

    private interface Open {
        HikariDataSource pool(String database, String name, int connections);
    }

    /** All that the store's API can make the database do: what reads on one connection, what writes by stores that stay open. */
    private static final class EveryStatement implements AutoCloseable {

        private final ExplainedStatements explained = new ExplainedStatements();
        private final HikariDataSource one;
        private final HikariDataSource some;
        private final DataSource reading;
        private final EventReader reader;
        private final EventStore store;
        private final EventStore other;

        EveryStatement(Open open, String database) {
            this.one = open.pool(database, "reading", 1);
            this.some = open.pool(database, "writing", 6);
            this.reading = explained.on(one);
            this.reader = new EventReader(reading);
            this.store = EventStore.open(explained.on(some), "plans", SETTINGS, Clock.systemUTC());
            this.other = EventStore.open(
                    explained.on(some), "other", SETTINGS.withInlineProjections(List.of(IDLE)), Clock.systemUTC());
        }

        void warmUp() {
            for (int i = 0;
                    i < 3 * OFTEN;
                    i++) { // what comes from the pool may come as another connection now and then
                read();
                write();
            }
        }

        List<Ran> ranAfter(Runnable change) {
            change.run();
            explained.ran();
            read();
            write();
            return explained.ran();
        }

        private void read() {
            long end = reader.head().position();
            reader.after(0, 100);
            reader.after(end - 100, 1_000);
            reader.withTag("account=7", 0, 10);
            reader.matching(tagged("account=7"), 0, 1_000);
            reader.matching(tagged("account=7", "T0", "T1", "T2", "T3", "T4"), 0, 1_000);
            reader.matching(Criteria.of(new Criterion(Set.of("T1"), Set.of())), end - 200, 100);
            Sql.with(reading, connection -> CommittedLog.taken(connection, Set.of("key=50", "key=unknown"), end));
            reader.byId(new UUID(0x0000_0000_0000_7000L, 0x8000_0000_0000_0005L));
            reader.recordedAt(7);
            reader.lastBefore(Instant.parse("2026-01-01T00:00:01Z"));
            reader.closeMoment(Instant.parse("2026-01-01T00:00:01Z"));
        }

        private void write() {
            for (EventStore writer : List.of(other, store)) {
                get(writer.confirm());
                get(writer.append(List.of(event("T1", "account=new"), event("T2", key())), List.of()));
                get(writer.append(List.of(event("T1", "account=new", key())), List.of()));
                get(writer.append(List.of(event("T1")), List.of()));
            }
            TestLog.awaitIndexed(one, List.of(store, other));
            get(other.confirm());
            get(other.append(
                    Collections.nCopies(20, TAGS).stream()
                            .map(tags -> event("T1", tags))
                            .toList(),
                    List.of()));
            TestLog.awaitIndexed(one, List.of(store, other));
        }

        /** Of so many events, so many that they are copied into the index. */
        private static final String[] TAGS =
                IntStream.range(0, 60).mapToObj(i -> "many=" + i).toArray(String[]::new);

        private static String key() {
            return "key=" + UUID.randomUUID();
        }

        @Override
        public void close() {
            store.close();
            other.close();
            one.close();
            some.close();
        }
    }

    @Test
    void no_statement_scans_events_or_tags() {
        assertThat(keptWhenLong).isNotEmpty().allSatisfy(QueryPlanTest::scansNothing);
        assertThat(plannedNow).isNotEmpty().allSatisfy(QueryPlanTest::scansNothing);
    }

    private static void scansNothing(Ran ran) {
        assertThat(ran.plans()).as(ran.sql()).isNotEmpty();
        assertThat(ran.scanned()).as(ran.sql()).doesNotContain("events", "event_tags");
    }

    @Test
    void what_a_statement_touches_does_not_grow_with_the_log() {
        Map<String, Long> pagesWhenShort = pages(keptWhenShort);
        assertGrewLittle(pagesWhenShort, pages(keptWhenLong));
        assertGrewLittle(pagesWhenShort, pages(plannedNow));
    }

    /** A hundred times as many events: an index is a level deeper, and halving takes half as many steps more. */
    private static void assertGrewLittle(Map<String, Long> before, Map<String, Long> after) {
        assertThat(after.keySet()).containsAll(before.keySet());
        before.forEach((sql, pages) -> assertThat(after.get(sql)).as(sql).isLessThanOrEqualTo(2 * pages + 30));
    }

    private static Map<String, Long> pages(List<Ran> all) {
        Map<String, Long> pages = new HashMap<>();
        all.stream()
                .filter(ran -> TOUCHES.matcher(ran.sql()).find())
                .forEach(ran -> pages.merge(ran.sql(), ran.pages(), Math::max));
        return pages;
    }

    @Test
    void the_plans_were_kept_from_when_the_log_was_empty() {
        Map<String, Integer> times = new HashMap<>();
        keptWhenLong.stream()
                .filter(ran -> TOUCHES.matcher(ran.sql()).find())
                .forEach(ran -> times.merge(ran.sql(), ran.times(), Math::max));
        assertThat(times.values()).isNotEmpty().allMatch(most -> most > OFTEN);
    }

    @Test
    void the_pools_for_logs_keep_no_scan_when_the_planner_was_told_that_the_tables_are_empty() {
        poolsForLogsKeepGoodPlans("ANALYZE");
    }

    @Test
    void the_pools_for_logs_keep_no_scan_when_the_planner_was_told_nothing() {
        poolsForLogsKeepGoodPlans("SELECT 1");
    }

    private static void poolsForLogsKeepGoodPlans(String whatThePlannerIsTold) {
        try (TestLog log = new TestLog()) {
            log.execute("ALTER TABLE events SET (autovacuum_enabled = off)");
            log.execute("ALTER TABLE event_tags SET (autovacuum_enabled = off)");
            log.execute(whatThePlannerIsTold);
            keepingPlans(log.database);
            try (EveryStatement every = new EveryStatement(TestPostgres.owner()::openLog, log.database)) {
                every.warmUp();
                List<Ran> kept = every.ranAfter(() -> seed(log, SHORT));
                assertThat(kept).isNotEmpty().allSatisfy(QueryPlanTest::scansNothing);
                assertGrewLittle(pages(keptWhenShort), pages(kept));
            }
        }
    }

    @Test
    void every_statement_of_the_store_that_touches_the_log_was_run() throws Exception {
        Set<String> touching = statementsOfTheStore();
        assertThat(touching.remove(Statements.APPEND)).isTrue();
        touching.addAll(APPENDS);
        assertThat(touching).hasSizeGreaterThan(10);
        assertThat(keptWhenLong.stream().map(Ran::sql)).containsAll(touching);
        assertThat(plannedNow.stream().map(Ran::sql)).containsAll(touching);
    }

    /** Whatever a class of the store holds as a constant and reads or writes events or tags by. */
    private static Set<String> statementsOfTheStore() throws Exception {
        Path classes = Path.of(EventStore.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file).toString().replace('/', '.');
                found.addAll(constants(Class.forName(name.substring(0, name.length() - ".class".length()))));
            }
        }
        return found;
    }

    private static List<String> constants(Class<?> type) throws IllegalAccessException {
        List<String> found = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (field.getType() == String.class && Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                String text = String.valueOf(field.get(null));
                if (TOUCHES.matcher(text).find() && !text.contains(READS_ALL)) {
                    found.add(text);
                }
            }
        }
        return found;
    }
}
