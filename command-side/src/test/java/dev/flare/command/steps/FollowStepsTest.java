package dev.flare.command.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.command.execution.Ledger;
import dev.flare.command.support.GivenTime;
import dev.flare.command.support.RealLedgers;
import dev.flare.command.support.SupervisorLog;
import dev.flare.eventstore.Follower;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.Region;
import dev.flare.messages.supervision.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Whatever the supervisor asks for happens once, whoever is killed when, and what cannot happen stops nobody. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FollowStepsTest {

    private static final Region AU = new Region("au");
    private static final AccountId ADA = new AccountId("uk-ada");
    private static final AccountId BOB = new AccountId("au-bob");
    private static final CurrencyCode GBP = new CurrencyCode("GBP");
    private static final String ALERT = "alert-1";

    private final GivenTime time = new GivenTime(Instant.parse("2026-01-01T00:00:00Z"));
    private final SupervisorLog supervisor = new SupervisorLog(time);
    private final RealLedgers ledgers = new RealLedgers(AU, time);
    private final Ledger ledger = ledgers.open();
    private final FollowSteps steps = following(ledger);

    @BeforeEach
    void given_an_account() {
        ledger.execute(new OpenAccount(BOB, GBP, null, 0, Map.of()), RealLedgers.request(null));
    }

    @AfterEach
    void close() throws Exception {
        ledgers.close();
        supervisor.close();
    }

    private FollowSteps following(Ledger on) {
        return new FollowSteps(AU, supervisor.reader(), ledgers.database(), on::take, time);
    }

    private static TransferSent sent(AccountId to, long amount) {
        return new TransferSent(
                RealLedgers.newId(),
                to,
                GBP,
                Posting.move(ADA, ADA.region().clearing(), amount),
                null,
                "rent",
                null,
                Map.of());
    }

    private TransferSent asked(long amount) {
        TransferSent sent = sent(BOB, amount);
        supervisor.credit(sent);
        return sent;
    }

    /** Without the opening. */
    private List<LedgerEvent> happened() {
        return ledgers.events(1);
    }

    private long received() {
        return happened().stream().filter(TransferReceived.class::isInstance).count();
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = ledgers.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new java.util.ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    @Test
    void a_step_is_taken_and_the_position_moves_to_the_end_of_the_log() throws Exception {
        TransferSent sent = asked(70);
        supervisor.ask(sent.transferId(), ADA.region(), Step.SETTLE, null);
        Follower.Progress progress = steps.take();
        assertThat(progress.position()).isEqualTo(2);
        assertThat(progress.more()).isFalse();
        assertThat(happened())
                .containsExactly(new TransferReceived(
                        sent.transferId(), ADA, GBP, Posting.move(AU.clearing(), BOB, 70), null, "rent", Map.of()));
        assertThat(rows("SELECT position FROM step_position")).containsExactly("1");
        assertThat(
                        rows(
                                "SELECT participant || ' ' || has_started || ' ' || has_completed || ' ' || halted FROM participation"))
                .containsExactly("au.participation true true false");
    }

    @Test
    void what_it_records_is_later_than_what_asked_for_it_and_tells_of_it() throws Exception {
        time.passes(Duration.ofSeconds(3));
        asked(70);
        StoredEvent cause = supervisor.reader().after(0, 1).getFirst();
        time.passes(Duration.ofSeconds(-3));
        steps.take();
        StoredEvent effect = ledgers.stored(1).getFirst();
        assertThat(effect.recordedAt()).isAfter(cause.recordedAt());
        assertThat(effect.metadataAsMap())
                .containsEntry(MetadataKeys.CAUSATION_ID, cause.id().toString())
                .containsEntry(
                        MetadataKeys.CORRELATION_ID, cause.metadataAsMap().get(MetadataKeys.CORRELATION_ID));
    }
}
