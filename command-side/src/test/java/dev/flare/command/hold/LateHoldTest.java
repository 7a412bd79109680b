package dev.flare.command.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.command.execution.Ledger;
import dev.flare.command.region.CommandMetrics;
import dev.flare.command.region.Ledgers;
import dev.flare.command.support.GivenTime;
import dev.flare.command.support.RealLedgers;
import dev.flare.messages.ledger.AuthoriseHold;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.HoldExpired;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.web.JsonBody;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.springframework.web.context.request.WebRequest;

/** Nobody looks after the holds here: who comes too late for one ends it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LateHoldTest {

    private static final AccountId ADA = new AccountId("uk-ada");
    private static final AccountId BOB = new AccountId("uk-bob");

    private static final WebRequest WITHOUT_KEY = (WebRequest) Proxy.newProxyInstance(
            WebRequest.class.getClassLoader(), new Class<?>[] {WebRequest.class}, (web, method, arguments) -> null);

    private final GivenTime time = new GivenTime(Instant.parse("2026-01-01T00:00:00Z"));
    private final RealLedgers ledgers = new RealLedgers(time);
    private final Ledger ledger = ledgers.open();
    private final HoldController controller = new HoldController(
            new Ledgers(Map.of(RealLedgers.UK, ledger), new CommandMetrics(new SimpleMeterRegistry())));
    private String hold;

    @BeforeEach
    void given_a_hold_of_ten_seconds() {
        hold = RealLedgers.newId();
        for (AccountId id : List.of(ADA, BOB)) {
            execute(new OpenAccount(id, new CurrencyCode("GBP"), null, 0, Map.of()));
        }
        execute(new DepositMoney(RealLedgers.newId(), ADA, 100, null, null, Map.of()));
        execute(new AuthoriseHold(hold, ADA, 100, time.instant().plusSeconds(10), null, Map.of()));
    }

    @AfterEach
    void close() throws Exception {
        ledgers.close();
    }

    private void execute(LedgerCommand command) {
        ledger.execute(command, RealLedgers.request(null));
    }

    private static JsonBody body(String json) {
        return JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private void assertTooLate(Runnable request) {
        assertThatThrownBy(request::run)
                .isInstanceOfSatisfying(RefusedException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(RefusalCode.HOLD_EXPIRED));
    }

    private List<LedgerEvent> expiries() {
        return ledgers.events(0).stream().filter(HoldExpired.class::isInstance).toList();
    }

    @Test
    void who_captures_too_late_is_refused_and_ends_the_hold_once() {
        time.passes(Duration.ofSeconds(10));
        assertThat(expiries()).isEmpty();
        for (int i = 0; i < 2; i++) {
            assertTooLate(() -> controller.capture(hold, body("{\"to\":\"uk-bob\"}"), WITHOUT_KEY));
            assertThat(expiries()).singleElement().isInstanceOfSatisfying(HoldExpired.class, end -> assertThat(
                            end.holdId())
                    .isEqualTo(hold));
        }
    }

    @Test
    void who_voids_too_late_is_refused_and_ends_the_hold() {
        time.passes(Duration.ofSeconds(10));
        assertTooLate(() -> controller.voiding(hold, body("{\"reason\":\"changed my mind\"}"), WITHOUT_KEY));
        assertThat(expiries()).hasSize(1);
    }

    @Test
    void what_is_in_time_ends_nothing_by_itself() {
        time.passes(Duration.ofSeconds(10).minusNanos(1_000));
        controller.capture(hold, body("{\"to\":\"uk-bob\"}"), WITHOUT_KEY);
        assertThat(expiries()).isEmpty();
    }
}
