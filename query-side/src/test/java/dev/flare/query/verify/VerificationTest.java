package dev.flare.query.verify;

import static dev.flare.query.support.Given.UK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.query.support.Given;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VerificationTest {

    private static final String[] UNLOCK = {
        "ALTER TABLE events DISABLE TRIGGER USER", "ALTER TABLE event_tags DISABLE TRIGGER USER"
    };

    private final Given given = new Given();

    @BeforeEach
    void a_story() {
        given.opened("uk-1");
        given.opened("uk-2");
        given.deposited("uk-1", 1000);
        given.transferred("uk-1", "uk-2", 300, Instant.parse("2025-01-01T00:00:00Z"));
        given.foreign(UK);
        given.withdrawn("uk-2", 50);
        given.projected();
    }

    @AfterEach
    void close() {
        given.close();
    }

    @Test
    void nothing_is_wrong() {
        VerificationReport.RegionReport report = verified();

        assertThat(report).isEqualTo(new VerificationReport.RegionReport(UK, 6, 6, 2, true, null));
    }

    @Test
    void a_view_that_is_behind_is_compared_where_it_stands() {
        given.deposited("uk-1", 5);
        given.deposited("uk-1", 5);

        assertThat(verified()).isEqualTo(new VerificationReport.RegionReport(UK, 6, 8, 2, true, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE account SET balance = balance + 1 WHERE account_id = 'uk-2'             | account uk-2: account has
            UPDATE account SET owner = 'thief' WHERE account_id = 'uk-1'                   | account uk-1: account has
            DELETE FROM account WHERE account_id = 'uk-2'                                  | account uk-2: account has no row
            INSERT INTO account SELECT 'uk-3', region, currency, owner, overdraft_limit, metadata, balance, held, status, opened_position, position FROM account WHERE account_id = 'uk-1' | account uk-3: account has
            UPDATE account_history SET balance = 1 WHERE position = 3                      | position 3: account_history has
            UPDATE account_history SET amount = 301 WHERE position = 4 AND line = 1        | position 4: account_history has
            UPDATE account_history SET effective_at = recorded_at WHERE position = 4       | position 4: account_history has
            UPDATE account_history SET reference = NULL WHERE position = 3                 | position 3: account_history has
            DELETE FROM account_history WHERE position = 6                                 | position 6: account_history has no row
            INSERT INTO account_history SELECT account_id, 5, line, amount, balance, held, status, transaction_id, recorded_at, effective_at, reference FROM account_history WHERE position = 3 | position 5: account_history has
            INSERT INTO account_history SELECT account_id, 9, line, amount, balance, held, status, transaction_id, recorded_at, effective_at, reference FROM account_history WHERE position = 3 | position 9: the views have rows of it
            UPDATE region_totals SET world = world - 1 WHERE position = 6                  | position 6: region_totals has
            UPDATE region_totals SET accounts_delta = 1 WHERE position = 3                 | position 3: region_totals has
            DELETE FROM region_totals WHERE position = 6                                   | position 6: region_totals has no row
            UPDATE view_position SET position = 7 WHERE region = 'uk'                      | position 7: seen by the view, but the log ends at 6
            """)
    void a_view_that_was_changed(String sql, String difference) {
        given.tamperWithViews(sql);

        assertThat(verified().difference()).startsWith(difference);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE events SET payload = replace(payload, '1000', '9000') WHERE position = 3   | position 3: the hash is
            UPDATE events SET recorded_at = recorded_at + interval '1 microsecond' WHERE position = 2 | position 2: the hash is
            UPDATE events SET tags = '{}' WHERE position = 2                                  | position 2: the hash is
            UPDATE events SET hash = decode(repeat('ab', 32), 'hex') WHERE position = 6       | position 6: the hash is
            UPDATE events SET previous_hash = decode(repeat('00', 32), 'hex') WHERE position = 4 | position 4: the previous hash is
            DELETE FROM events WHERE position = 4                                             | position 4: missing; the log goes on at 5
            DELETE FROM events WHERE position = 6                                             | position 6: missing
            UPDATE head SET position = 5                                                      | position 6: seen by the view
            """)
    void a_log_that_was_changed(String sql, String difference) {
        given.log(UK).tamper(UNLOCK);
        given.log(UK).tamper(sql);

        assertThat(verified().difference()).startsWith(difference);
    }

    @Test
    void the_database_itself_refuses_to_change_an_event() {
        assertThatThrownBy(() -> given.log(UK).tamper("UPDATE events SET payload = '{}' WHERE position = 3"))
                .hasMessageContaining("events are immutable");
    }

    @Test
    void progress_is_told() {
        List<String> told = new ArrayList<>();
        new Verification(given.logs(), given.views())
                .verify(
                        new TreeSet<>(List.of(UK)),
                        (region, position, head) -> told.add(region + " " + position + "/" + head));

        assertThat(told).containsExactly("uk 6/6");
    }

    private VerificationReport.RegionReport verified() {
        VerificationReport report = new Verification(given.logs(), given.views())
                .verify(new TreeSet<>(List.of(UK)), (region, position, head) -> {});
        assertThat(report.ok()).isEqualTo(report.regions().getFirst().ok());
        return report.regions().getFirst();
    }
}
