package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static dev.flare.eventstore.Events.none;
import static dev.flare.eventstore.Events.tagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.eventstore.support.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The index over tags follows the log, and whether it has caught up makes no difference to anybody. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TagIndexerTest {

    private static final String INDEXED = "SELECT position FROM tags_head";
    private static final int MANY = 1_500;

    private final TestLog log = new TestLog();

    @AfterEach
    void close() {
        log.close();
    }

    private EventStore open() {
        return log.open(TestLog.settings().withUniqueTagKeys(Set.of("key")).withPatience(Duration.ofSeconds(20)));
    }

    private static CompletableFuture<Appended> append(EventStore store, String... tags) {
        return store.append(List.of(event("A", tags)), List.of());
    }

    /** Nobody indexes until it is closed. */
    private Connection holdIndex() throws SQLException {
        log.awaitIndexed();
        Connection other = log.owner.getConnection();
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
            statement.execute("SELECT 1 FROM tags_head FOR UPDATE");
        }
        return other;
    }

    private static void release(Connection other) throws SQLException {
        try (other) {
            other.rollback();
            other.setAutoCommit(true);
        }
    }

    private void nothing_is_wrong_with_the_index() {
        log.awaitIndexed();
        List<StoredEvent> all = log.read();
        TagIndexCheck check = new TagIndexCheck(log.reader(), all.size());
        all.forEach(check::take);
        assertThat(check.difference()).isEmpty();
        assertThat(log.number("SELECT count(*) FROM event_tags"))
                .isEqualTo(all.stream().mapToInt(row -> row.tags().size()).sum());
    }

    @Test
    void what_is_not_indexed_yet_is_found_by_tag_and_once() throws SQLException {
        EventStore store = open();
        get(append(store, "a=1", "b=1"));
        Connection other = holdIndex();
        get(append(store, "a=1", "b=1"));
        get(append(store, "a=1", "b=2"));
        get(store.append(List.of(event("B", "a=1")), List.of()));
        assertThat(log.number(INDEXED)).isEqualTo(1);
        found_as_it_should_be();
        TagIndexCheck check = new TagIndexCheck(log.reader(), 4);
        log.read().forEach(check::take);
        assertThat(check.difference()).isEmpty();
        release(other);
        log.awaitIndexed();
        found_as_it_should_be();
        nothing_is_wrong_with_the_index();
    }

    private void found_as_it_should_be() {
        assertThat(positions(tagged("a=1"), 0, 9, 9)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(positions(tagged("a=1"), 0, 9, 2)).containsExactly(1L, 2L);
        assertThat(positions(tagged("a=1"), 1, 3, 9)).containsExactly(2L, 3L);
        assertThat(positions(tagged("a=1", "A"), 0, 9, 9)).containsExactly(1L, 2L, 3L);
        assertThat(positions(tagged("a=1", "A", "B"), 2, 9, 9)).containsExactly(3L, 4L);
        assertThat(positions(Criteria.of(new Criterion(Set.of(), Set.of("a=1", "b=1"))), 0, 9, 9))
                .containsExactly(1L, 2L);
    }

    private List<Long> positions(Criteria criteria, long after, long upTo, int limit) {
        return log.reader().matching(criteria, after, upTo, limit).stream()
                .map(StoredEvent::position)
                .toList();
    }

    @Test
    void a_condition_sees_what_is_neither_indexed_nor_in_memory() throws SQLException {
        EventStore store = open();
        Connection other = holdIndex();
        get(append(store, "a=1"));
        EventStore late = open();
        assertThat(failure(late.append(List.of(event("A", "a=1")), List.of(none(tagged("a=1"), Marker.ORIGIN)))))
                .isInstanceOf(AppendRejectedException.class);
        assertThat(late.source(tagged("a=1"), Marker.ORIGIN).events()).hasSize(1);
        release(other);
    }

    @Test
    void a_unique_tag_that_is_neither_indexed_nor_in_memory_is_refused_and_a_free_one_waits_for_the_index()
            throws SQLException {
        EventStore store = open();
        Connection other = holdIndex();
        get(append(store, "key=1"));
        EventStore late = open();
        CompletableFuture<Appended> taken = append(late, "key=1");
        assertThat(failure(taken)).isInstanceOf(AppendRejectedException.class);
        EventStore later = open();
        CompletableFuture<Appended> free = append(later, "key=2");
        await().during(Duration.ofMillis(300)).until(() -> !free.isDone());
        release(other);
        assertThat(get(free).lastPosition()).isEqualTo(2);
        nothing_is_wrong_with_the_index();
    }

    /** Which no two texts are known to do: the row stands for one. */
    @Test
    void a_unique_tag_is_free_when_another_with_the_same_hash_is_taken() {
        EventStore store = open();
        get(append(store, "key=1"));
        log.awaitIndexed();
        log.execute("INSERT INTO event_tags VALUES (tag_key('key=2'), type_key('A'), 1)");
        EventStore late = open();
        assertThat(get(append(late, "key=2")).lastPosition()).isEqualTo(2);
        assertThat(failure(append(late, "key=2"))).isInstanceOf(AppendRejectedException.class);
        assertThat(failure(append(open(), "key=1"))).isInstanceOf(AppendRejectedException.class);
    }

    /** It was committed without waiting for fsync, and what is in memory says that it is there. */
    @Test
    void a_server_that_lost_the_end_of_the_index_finds_the_unique_tags_all_the_same() throws SQLException {
        EventStore store =
                log.open(TestLog.settings().withUniqueTagKeys(Set.of("key")).withRecentEvents(2));
        for (int i = 1; i <= 10; i++) {
            get(append(store, "key=" + i));
        }
        log.awaitIndexed();
        Connection other = log.owner.getConnection();
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
            statement.execute("ALTER TABLE event_tags DISABLE TRIGGER USER");
            statement.execute("DELETE FROM event_tags WHERE position > 4");
            statement.execute("ALTER TABLE event_tags ENABLE TRIGGER USER");
            statement.execute("UPDATE tags_head SET position = 4");
            other.commit();
        }
        assertThat(failure(append(store, "key=6"))).isInstanceOf(AppendRejectedException.class);
        assertThat(get(append(store, "key=11")).lastPosition()).isEqualTo(11);
        release(other);
        nothing_is_wrong_with_the_index();
    }

    @Test
    void many_at_once_are_indexed_also_when_an_older_flare_has_written_some_of_their_rows() throws SQLException {
        EventStore store = open();
        for (boolean older : List.of(false, true)) {
            Connection other = holdIndex();
            List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                outcomes.add(append(store, "a=" + i % 7, "key=" + older + i));
            }
            outcomes.forEach(Events::get);
            if (older) {
                log.execute("INSERT INTO event_tags SELECT tag_key(tag), type_key(type), position"
                        + " FROM events, unnest(tags) AS tag WHERE position > " + MANY + " AND position % 3 = 0");
                assertThat(positions(tagged("key=true2"), 0, 9_999, 9)).hasSize(1);
            }
            release(other);
            nothing_is_wrong_with_the_index();
        }
        assertThat(log.reader().withTag("a=3", 0, MANY * 2)).hasSize(2 * (MANY / 7));
    }

    /** A server took over that lacks the end of the log, and another process has filled its place. */
    @Test
    void what_a_process_remembers_is_not_indexed_where_the_log_has_something_else() throws SQLException {
        EventStore store = open();
        get(append(store, "a=1"));
        log.awaitIndexed();
        log.execute("CREATE TABLE head_before AS SELECT * FROM head");
        Connection other = holdIndex();
        get(append(store, "a=1"));
        log.execute("ALTER TABLE events DISABLE TRIGGER USER");
        log.execute("DELETE FROM events WHERE position > 1");
        log.execute("ALTER TABLE events ENABLE TRIGGER USER");
        log.execute("UPDATE head SET (position, hash, clock) = (SELECT position, hash, clock FROM head_before)");
        try (EventStore another = open()) {
            get(append(another, "b=1"));
        }
        release(other);
        nothing_is_wrong_with_the_index();
        assertThat(positions(tagged("b=1"), 0, 9, 9)).containsExactly(2L);
    }

    @Test
    void who_opens_a_log_indexes_what_others_left_behind() throws SQLException {
        Connection other = holdIndex();
        try (EventStore store = open()) {
            get(append(store, "a=1"));
        }
        release(other);
        open();
        nothing_is_wrong_with_the_index();
    }

    @Test
    void several_processes_index_what_each_of_them_appends() {
        List<EventStore> stores = List.of(open(), open(), open());
        for (int round = 0; round < 5; round++) {
            List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
            for (int i = 0; i < 90; i++) {
                outcomes.add(append(stores.get(i % 3), "a=" + i % 5));
            }
            outcomes.forEach(Events::get);
        }
        nothing_is_wrong_with_the_index();
        new Audit(log.read()).log_is_sound();
    }

    @Test
    void a_log_of_old_is_indexed_up_to_its_end_when_it_is_migrated() throws SQLException {
        DataSource old = TestPostgres.newDataSource();
        Flyway.configure()
                .dataSource(old)
                .locations("classpath:dev/flare/eventstore/migration")
                .table("event_store_schema")
                .target("4")
                .load()
                .migrate();
        try (Connection connection = old.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE head SET position = 7");
        }
        EventStoreSchema.migrate(old);
        long indexed = Sql.with(old, TagIndexer::reached);
        assertThat(indexed).isEqualTo(7);
    }
}
