package dev.flare.query.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.view.AccountStatus;
import dev.flare.messages.view.AsOf;
import dev.flare.messages.view.FindAccounts;
import dev.flare.messages.view.PageRequest;
import dev.flare.messages.view.Reading;
import dev.flare.query.moment.Cut;
import dev.flare.query.moment.Moments;
import dev.flare.query.moment.ViewReader;
import dev.flare.query.sql.Bound;
import dev.flare.query.support.Given;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Among many accounts, every filter finds its own by an index: the database's own plans say so. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AccountsPlanTest {

    private static final String MANY = """
            INSERT INTO account (account_id, region, currency, owner, overdraft_limit, metadata, balance, held, status,
                opened_position, position)
            SELECT 'uk-' || n, 'uk', CASE WHEN n % 5000 = 0 THEN 'EUR' ELSE 'GBP' END, 'owner ' || n / 10, 0, '{}', n, 0,
                CASE WHEN n % 5000 = 1 THEN 'FROZEN' ELSE 'OPEN' END, n, n
            FROM generate_series(1, 50000) n""";

    private final Given given = new Given();
    private final AccountsAnswers answers = new AccountsAnswers(
            new Moments(given.logs(), Clock.systemUTC()),
            new ViewReader(given.views(), given.signal(), Duration.ofSeconds(5)),
            given.logs());

    @BeforeAll
    void many_accounts() {
        given.tamperWithViews(MANY);
        given.tamperWithViews("ANALYZE account");
    }

    @AfterAll
    void close() {
        given.close();
    }

    static Stream<Arguments> filters() {
        return Stream.of(
                Arguments.of("account_owner", find("owner 77", null, null, null), 10),
                Arguments.of("account_currency", find(null, "EUR", null, null), 10),
                Arguments.of("account_status", find(null, null, AccountStatus.FROZEN, null), 10),
                Arguments.of("account_balance", find(null, null, null, 49_991L), 10),
                // Most have these: going through the ids finds them at once.
                Arguments.of("account_pkey", find(null, null, null, 1L), 100),
                Arguments.of("account_pkey", find(null, null, AccountStatus.OPEN, null), 100),
                Arguments.of("account_currency", find(null, "GBP", AccountStatus.OPEN, 2L), 100),
                Arguments.of("account_pkey", find(null, null, null, null), 100),
                Arguments.of("account_owner", find("owner 77", "GBP", AccountStatus.OPEN, 775L), 5));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void each_filter_has_an_index(String index, FindAccounts query, int found) throws SQLException {
        assertThat(answers.answer(query).data()).hasSize(found);
        assertThat(plan(query)).contains(index).doesNotContain("Seq Scan");
    }

    private String plan(FindAccounts query) throws SQLException {
        Cut cut = new Cut(new AsOf(new TreeMap<>(Map.of(Given.UK, 0L, Given.AU, 0L)), null), false);
        try (Connection connection = given.views().getConnection()) {
            return String.join(
                    "\n",
                    Bound.list(
                            connection,
                            "EXPLAIN " + AccountsAnswers.LIVE,
                            bound -> AccountsAnswers.bindLive(bound, cut, query),
                            rows -> rows.getString(1)));
        }
    }

    private static FindAccounts find(String owner, String currency, AccountStatus status, Long minBalance) {
        return new FindAccounts(null, owner, currency, status, minBalance, Reading.now(), PageRequest.first(100));
    }
}
