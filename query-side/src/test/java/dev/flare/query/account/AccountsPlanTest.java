package dev.flare.query.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.view.AccountStatus;
import dev.flare.messages.view.FindAccounts;
import dev.flare.messages.view.PageRequest;
import dev.flare.messages.view.Reading;
import dev.flare.query.moment.Moments;
import dev.flare.query.moment.ViewReader;
import dev.flare.query.support.Given;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Among many accounts, a filter that lets few through reads few: the database's own counters say what it read. */
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

    static Stream<Arguments> filters() {
        return Stream.of(
                Arguments.of("owner", find("owner 77", null, null, null), 10),
                Arguments.of("currency", find(null, "EUR", null, null), 10),
                Arguments.of("status", find(null, null, AccountStatus.FROZEN, null), 10),
                Arguments.of("least balance", find(null, null, null, 49_991L), 10),
                Arguments.of("least balance that most have", find(null, null, null, 1L), 100),
                Arguments.of("status that most have", find(null, null, AccountStatus.OPEN, null), 100),
                Arguments.of("several", find("owner 77", "GBP", AccountStatus.OPEN, 775L), 5),
                Arguments.of("none", find(null, null, null, null), 100));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("filters")
    void no_filter_reads_the_whole_table(String name, FindAccounts query, int found) throws SQLException {
        long before = scans();

        assertThat(answers.answer(query).data()).hasSize(found);
        assertThat(scans()).isEqualTo(before);
    }

    /** Whole scans of the table so far. */
    private long scans() throws SQLException {
        try (Connection connection = given.views().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_stat_force_next_flush()");
        }
        List<String> scans = given.rows("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'account'");
        return Long.parseLong(scans.getFirst());
    }

    private static FindAccounts find(String owner, String currency, AccountStatus status, Long minBalance) {
        return new FindAccounts(null, owner, currency, status, minBalance, Reading.now(), PageRequest.first(100));
    }
}
