package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.support.TestPostgres;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ImmutabilityTest {

    private static final List<String> CHANGES = List.of(
            "UPDATE events SET payload = 'x'",
            "UPDATE events SET payload = 'x' WHERE false",
            "DELETE FROM events",
            "TRUNCATE events",
            "UPDATE event_tags SET position = 9",
            "DELETE FROM event_tags",
            "TRUNCATE event_tags");
    private static final List<String> APPENDS = List.of(
            "INSERT INTO events SELECT * FROM events",
            "INSERT INTO event_tags SELECT 1, 1, 1",
            "UPDATE head SET position = 9");

    private static final List<String> REBUILDS = List.of(
            "ALTER TABLE events DISABLE TRIGGER events_are_immutable",
            "ALTER TABLE event_tags DISABLE TRIGGER ALL",
            "ALTER TABLE events ADD COLUMN x integer",
            "ALTER TABLE events OWNER TO current_user",
            "DROP TRIGGER events_are_immutable ON events",
            "DROP TABLE events",
            "DROP TABLE event_tags",
            "DROP TABLE head",
            "DROP FUNCTION refuse_change CASCADE",
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS ''",
            "CREATE OR REPLACE FUNCTION tag_key(tag text) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
            "CREATE RULE no AS ON INSERT TO events DO INSTEAD NOTHING",
            "CREATE TRIGGER mine BEFORE INSERT ON events EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "CREATE TABLE mine (x integer)",
            "SET session_replication_role = replica",
            "GRANT UPDATE ON events TO PUBLIC; UPDATE events SET payload = 'x'",
            "UPDATE event_store_schema SET version = '9'");

    private static TestLog log;
    private static HikariDataSource appender;
    private static HikariDataSource reader;

    @BeforeAll
    static void open() {
        log = new TestLog();
        appender = TestPostgres.as("appends_only", "flare_append").open(log.database, "appender", 8);
        reader = TestPostgres.as("reads_only", "flare_read").open(log.database, "reader", 4);
        get(log.open().append(List.of(event("A", "a=1")), List.of()));
    }

    @AfterAll
    static void close() {
        reader.close();
        log.close();
        appender.close();
    }

    private static String refusal(DataSource as, String sql) {
        try (var connection = as.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return "done";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    @Test
    void who_appends_can_append_and_change_nothing() {
        EventStore first = log.open(appender, TestLog.settings(), Clock.systemUTC());
        EventStore second = log.open(appender, TestLog.settings(), Clock.systemUTC());
        List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
        for (int i = 0; i < 200; i++) { // both at once, so that one of them comes to lock the head
            outcomes.add((i % 2 == 0 ? first : second).append(List.of(event("A", "a=1")), List.of()));
        }
        outcomes.forEach(Events::get);
        CHANGES.forEach(sql -> assertThat(refusal(appender, sql)).as(sql).isEqualTo("42501"));
        for (String sql : List.of("DELETE FROM head", "TRUNCATE head", "INSERT INTO head SELECT false")) {
            assertThat(refusal(appender, sql)).as(sql).isEqualTo("42501");
        }
    }

    @Test
    void who_reads_can_read_and_close_a_moment_and_change_nothing() {
        EventReader events = new EventReader(reader);
        assertThat(events.after(0, 10)).isNotEmpty();
        assertThat(events.withTag("a=1", 0, 1)).hasSize(1);
        assertThat(events.head().position()).isPositive();
        assertThat(events.closeMoment(Instant.now().minusSeconds(3_600))).isZero();
        CHANGES.forEach(sql -> assertThat(refusal(reader, sql)).as(sql).isEqualTo("42501"));
        APPENDS.forEach(sql -> assertThat(refusal(reader, sql)).as(sql).isEqualTo("42501"));
    }

    @Test
    void neither_of_them_is_the_role_that_migrates_nor_can_do_what_it_does() {
        for (DataSource application : List.of(appender, reader)) {
            REBUILDS.forEach(
                    sql -> assertThat(refusal(application, sql)).as(sql).isEqualTo("42501"));
        }
        assertThat(log.number("""
                SELECT count(*) FROM pg_class c JOIN pg_roles r ON pg_has_role(r.oid, c.relowner, 'MEMBER')
                WHERE c.relname IN ('events', 'event_tags', 'head') AND r.rolname IN ('appends_only', 'reads_only')""")).isZero();
    }

    @Test
    void not_even_the_owner_changes_an_event() {
        CHANGES.forEach(sql -> assertThat(refusal(log.owner, sql)).as(sql).isEqualTo("23001"));
    }

    @Test
    void whoever_belongs_to_no_group_can_do_nothing() {
        try (HikariDataSource stranger = TestPostgres.as("stranger").open(log.database, "stranger", 1)) {
            assertThat(refusal(stranger, "SELECT * FROM events")).isEqualTo("42501");
            assertThat(refusal(stranger, "SELECT close_moment(now())")).isEqualTo("42501");
        }
    }

    @Test
    void a_moment_in_the_future_is_a_bad_argument() {
        assertThatThrownBy(
                        () -> new EventReader(reader).closeMoment(Instant.now().plusSeconds(60)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
