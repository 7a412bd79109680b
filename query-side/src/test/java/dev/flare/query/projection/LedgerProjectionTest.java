package dev.flare.query.projection;

import static dev.flare.query.support.Given.AU;
import static dev.flare.query.support.Given.UK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.eventstore.Follower;
import dev.flare.eventstore.WrittenLog;
import dev.flare.messages.ledger.MoneyDeposited;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.query.support.Given;
import dev.flare.query.verify.Verification;
import dev.flare.query.verify.VerificationReport;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LedgerProjectionTest {

    private final Given given = new Given();

    @AfterEach
    void close() {
        given.close();
    }

    @Test
    void balances_follow_the_postings() {
        given.opened("uk-1");
        given.opened("uk-2");
        given.deposited("uk-1", 1000);
        given.transferred("uk-1", "uk-2", 300);
        given.withdrawn("uk-2", 100);
        given.projected();

        assertThat(given.rows("SELECT account_id || ' ' || balance || ' ' || position FROM account ORDER BY 1"))
                .containsExactly("uk-1 700 4", "uk-2 200 5");
        assertThat(given.rows(
                        "SELECT account_id || ' ' || position || ' ' || coalesce(amount::text, '-') || ' ' || balance"
                                + " FROM account_history ORDER BY position, line"))
                .containsExactly(
                        "uk-1 1 - 0",
                        "uk-2 2 - 0",
                        "uk-1 3 1000 1000",
                        "uk-1 4 -300 700",
                        "uk-2 4 300 300",
                        "uk-2 5 -100 200");
        assertThat(given.rows(
                        "SELECT position || ' ' || accounts || ' ' || world || ' ' || in_transit FROM region_totals ORDER BY"
                                + " position"))
                .containsExactly("3 1000 -1000 0", "5 900 -900 0");
    }

    @Test
    void regions_have_positions_of_their_own() {
        given.opened("uk-1");
        given.opened("au-1");
        given.deposited("au-1", 5);
        given.projected();

        assertThat(given.rows("SELECT region || ' ' || position FROM view_position ORDER BY region"))
                .containsExactly("au 2", "uk 1");
    }

    @Test
    void an_event_of_another_language_is_skipped_and_counted() {
        given.opened("uk-1");
        given.foreign(UK);
        given.deposited("uk-1", 7);
        given.projected();

        assertThat(given.rows("SELECT position || ' ' || skipped FROM view_position WHERE region = 'uk'"))
                .containsExactly("3 1");
        assertThat(given.rows("SELECT balance FROM account")).containsExactly("7");
    }

    @Test
    void a_poisoned_event_fails_again_and_again_and_what_is_before_it_is_taken() throws SQLException {
        given.opened("uk-1");
        given.deposited("uk-1", 7);
        given.log(UK)
                .append(List.of(new WrittenLog.Entry(given.clock(), "ledger.MoneyDeposited", "1", "{}", List.of())));
        LedgerProjection projection = given.newProjection(UK);

        assertThat(projection.take()).isEqualTo(new Follower.Progress(2, true));
        assertThatThrownBy(projection::take).hasMessageContaining("event 3 of region uk cannot be folded");
        assertThatThrownBy(projection::take).hasMessageContaining("event 3 of region uk cannot be folded");
        assertThat(given.rows("SELECT balance FROM account")).containsExactly("7");
        assertThat(given.rows("SELECT position FROM view_position WHERE region = 'uk'"))
                .containsExactly("2");
    }

    @Test
    void an_event_that_contradicts_the_ones_before_it_is_poison_too() throws SQLException {
        given.opened("uk-1");
        given.deposited("uk-unknown", 7);
        LedgerProjection projection = given.newProjection(UK);

        assertThat(projection.take().position()).isEqualTo(1);
        assertThatThrownBy(projection::take).hasMessageContaining("never opened");
    }

    @Test
    void a_version_from_the_future_is_not_guessed_at() {
        given.log(UK)
                .append(List.of(new WrittenLog.Entry(given.clock(), "ledger.MoneyDeposited", "2", "{}", List.of())));

        assertThatThrownBy(() -> given.newProjection(UK).take()).hasMessageContaining("version 2");
    }

    @Test
    void all_accounts_together_may_hold_more_than_64_bits() {
        for (int i = 1; i <= 3; i++) {
            given.opened("uk-" + i);
            given.deposited("uk-" + i, Long.MAX_VALUE);
        }
        given.projected();

        assertThat(given.rows("SELECT accounts + world FROM region_totals ORDER BY position DESC LIMIT 1"))
                .containsExactly("0");
        assertThat(given.rows("SELECT accounts FROM region_totals ORDER BY position DESC LIMIT 1"))
                .containsExactly("27670116110564327421");
    }

    @Test
    void text_that_the_database_cannot_keep_does_not_stop_the_view() {
        given.opened("uk-1", "nul \0 and half a \uD83D");
        given.projected();

        assertThat(given.rows("SELECT owner FROM account")).containsExactly("nul \uFFFD and half a ?");
        assertThat(verified().ok()).isTrue();
    }

    @Test
    void an_effective_time_that_no_database_can_keep_does_not_stop_the_view() {
        given.opened("uk-1");
        given.deposited("uk-1", 5, java.time.Instant.MAX);
        given.deposited("uk-1", 5, java.time.Instant.MIN);
        given.projected();

        assertThat(verified().ok()).isTrue();
    }

    @Test
    void a_failure_in_the_midst_leaves_nothing_and_the_next_instance_goes_on() throws SQLException {
        given.opened("uk-1");
        given.deposited("uk-1", 1);
        LedgerProjection first = given.newProjection(UK);
        first.take();
        given.deposited("uk-1", 2);
        given.tamperWithViews("ALTER TABLE region_totals RENAME TO elsewhere");
        assertThatThrownBy(first::take).isInstanceOf(SQLException.class);
        given.tamperWithViews("ALTER TABLE elsewhere RENAME TO region_totals");

        Given.run(given.newProjection(UK));
        given.deposited("uk-1", 4);
        Given.run(first);

        assertThat(given.rows("SELECT balance FROM account")).containsExactly("7");
        assertThat(verified().ok()).isTrue();
    }

    @Test
    void two_instances_at_once_count_each_event_once() throws Exception {
        int accounts = 20;
        IntStream.range(0, accounts).forEach(i -> given.opened("uk-" + i));
        List<WrittenLog.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            AccountId account = new AccountId("uk-" + i % accounts);
            List<Posting> postings = Posting.move(UK.world(), account, 1 + i % 7);
            entries.add(Given.entry(
                    new MoneyDeposited("uk-d" + i, new CurrencyCode("GBP"), postings, null, null, Map.of()),
                    given.clock()));
        }
        given.log(UK).append(entries);

        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> instances = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                LedgerProjection instance = given.newProjection(UK);
                instances.add(threads.submit(() -> Given.run(instance)));
            }
            for (Future<?> instance : instances) {
                instance.get(60, TimeUnit.SECONDS);
            }
        }

        assertThat(given.rows("SELECT position FROM view_position WHERE region = 'uk'"))
                .containsExactly(String.valueOf(accounts + 6_000));
        assertThat(verified()).extracting(VerificationReport::ok).isEqualTo(true);
    }

    @Test
    void rows_of_another_fold_are_made_again() {
        given.opened("uk-1");
        given.opened("au-1");
        given.deposited("uk-1", 5);
        given.projected();
        given.tamperWithViews("UPDATE account SET balance = 99 WHERE region = 'uk'");
        given.tamperWithViews("UPDATE view_position SET fold_version = 0 WHERE region = 'uk'");

        given.projected();

        assertThat(given.rows("SELECT account_id || ' ' || balance FROM account ORDER BY 1"))
                .containsExactly("au-1 0", "uk-1 5");
        assertThat(verified().ok()).isTrue();
    }

    @Test
    void rows_of_a_newer_fold_are_left_alone_by_an_instance_that_is_not_yet_upgraded() {
        given.opened("uk-1");
        given.projected();
        given.deposited("uk-1", 5);
        given.tamperWithViews("UPDATE view_position SET fold_version = fold_version + 1 WHERE region = 'uk'");

        assertThatThrownBy(() -> given.newProjection(UK).take()).hasMessageContaining("a newer query side");

        assertThat(given.rows("SELECT account_id || ' ' || balance FROM account"))
                .containsExactly("uk-1 0");
        assertThat(given.rows("SELECT position FROM view_position WHERE region = 'uk'"))
                .containsExactly("1");
    }

    private VerificationReport verified() {
        given.projected(AU);
        return new Verification(given.logs(), given.views())
                .verify(given.logs().regions(), (region, position, head) -> {});
    }
}
