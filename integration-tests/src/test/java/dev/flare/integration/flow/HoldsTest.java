package dev.flare.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Money that waits: authorised, captured, voided, expired, and what every moment says of it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HoldsTest {

    private final Bank bank = Flare.shared().bank();
    private final Api api = bank.api();

    private static void assertMoney(JsonNode account, long balance, long held) {
        assertThat(List.of(
                        account.required("balance").longValue(),
                        account.required("held").longValue(),
                        account.required("available").longValue()))
                .containsExactly(balance, held, balance - held);
    }

    private String held(String account, long amount) {
        return bank.hold(account, amount).expect(201).text("holdId");
    }

    @Test
    void what_is_held_stays_in_the_balance_and_cannot_be_spent() {
        String payer = bank.openWith("uk", 1000);
        String hold = held(payer, 900);
        assertThat(hold).startsWith("uk-");
        assertMoney(bank.account(payer), 1000, 900);
        bank.withdraw(payer, 101).expect(422, "INSUFFICIENT_FUNDS");
        bank.hold(payer, 101).expect(422, "INSUFFICIENT_FUNDS");
        bank.withdraw(payer, 100).expect(201);
    }

    @Test
    void a_part_is_captured_and_the_rest_is_released() {
        String payer = bank.openWith("uk", 1000);
        String payee = bank.open("uk");
        String hold = held(payer, 900);
        Answer captured = bank.capture(hold, payee, 700).expect(201);
        assertThat(captured.text("holdId")).isEqualTo(hold);
        assertThat(captured.number("captured")).isEqualTo(700);
        assertThat(captured.number("released")).isEqualTo(200);
        assertMoney(bank.account(payer), 300, 0);
        assertMoney(bank.account(payee), 700, 0);
        assertThat(bank.entries(payee))
                .extracting(Bank.Entry::transactionId)
                .containsExactly(captured.text("transferId"));
    }

    @Test
    void all_is_captured_when_no_amount_is_given() {
        String payer = bank.openWith("au", 50);
        String payee = bank.open("au");
        String hold = held(payer, 50);
        api.post("/api/holds/" + hold + "/capture", Map.of("to", payee)).expect(201);
        assertMoney(bank.account(payee), 50, 0);
    }

    @Test
    void a_hold_is_used_once() {
        String payer = bank.openWith("uk", 1000);
        String payee = bank.open("uk");
        String captured = held(payer, 100);
        String voided = held(payer, 100);
        bank.capture(captured, payee, 100).expect(201);
        bank.voiding(voided).expect(200);
        bank.capture(captured, payee, 1).expect(409, "HOLD_CAPTURED");
        bank.voiding(captured).expect(409, "HOLD_CAPTURED");
        bank.capture(voided, payee, 1).expect(409, "HOLD_VOIDED");
        bank.voiding(voided).expect(409, "HOLD_VOIDED");
        assertMoney(bank.account(payer), 900, 0);
    }

    @Test
    void more_than_is_held_is_not_captured() {
        String payer = bank.openWith("uk", 1000);
        String payee = bank.open("uk");
        String hold = held(payer, 100);
        assertThat(bank.capture(hold, payee, 101)
                        .expect(422, "INSUFFICIENT_FUNDS")
                        .text("field"))
                .isEqualTo("amount");
        bank.capture(hold, payer, 100).expect(422, "SAME_ACCOUNT");
        bank.capture(hold, bank.open("au"), 100).expect(422, "MIXED_REGIONS");
        bank.capture(hold, "uk-world", 100).expect(422, "RESERVED_ACCOUNT");
        bank.capture(hold, Bank.fresh("uk"), 100).expect(404, "NOT_FOUND");
        bank.capture(hold, payee, 100).expect(201);
    }

    @Test
    void a_hold_expires_by_itself() {
        String payer = bank.openWith("us", 100);
        String hold =
                bank.hold(payer, 100, Instant.now().plusSeconds(3)).expect(201).text("holdId");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> bank.account(payer).required("held").longValue() == 0);
        bank.capture(hold, bank.open("us"), 100).expect(409, "HOLD_EXPIRED");
        bank.voiding(hold).expect(409, "HOLD_EXPIRED");
        bank.withdraw(payer, 100).expect(201);
    }

    @Test
    void a_hold_that_would_be_over_at_once_is_refused() {
        String payer = bank.openWith("uk", 100);
        assertThat(bank.hold(payer, 100, Instant.now().minusSeconds(1))
                        .expect(400, "INVALID_FIELD")
                        .text("field"))
                .isEqualTo("expiresAt");
    }

    @Test
    void every_past_moment_says_what_was_held_then() {
        String payer = bank.openWith("uk", 1000);
        String payee = bank.open("uk");
        long before = bank.head("uk");
        Answer first = bank.hold(payer, 400).expect(201);
        Answer second = bank.hold(payer, 300).expect(201);
        Answer captured = bank.capture(first.text("holdId"), payee, 150).expect(201);
        Answer voided = bank.voiding(second.text("holdId")).expect(200);
        assertMoney(bank.account(payer, "position=" + before), 1000, 0);
        assertMoney(bank.account(payer, "position=" + first.position()), 1000, 400);
        assertMoney(bank.account(payer, "position=" + second.position()), 1000, 700);
        assertMoney(bank.account(payer, "position=" + captured.position()), 850, 300);
        assertMoney(bank.account(payer, "position=" + voided.position()), 850, 0);
        assertMoney(bank.account(payer, "at=" + second.text("recordedAt")), 1000, 700);
        // What is effective is asked of postings alone.
        assertMoney(bank.account(payer, "position=" + second.position() + "&effectiveAt=2000-01-01T00:00:00Z"), 0, 700);
    }

    @Test
    void a_repeated_request_is_answered_and_holds_nothing_more() {
        String payer = bank.openWith("uk", 1000);
        String payee = bank.open("uk");
        String key = Bank.unique("key");
        Map<String, Object> hold = Map.of("account", payer, "amount", 400);
        Answer first = api.post("/api/holds", hold, key).expect(201);
        Answer again = api.post("/api/holds", hold, key).expect(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotency-Hit")).contains("true");
        String path = "/api/holds/" + first.text("holdId") + "/capture";
        String captureKey = Bank.unique("key");
        Answer captured =
                api.post(path, Map.of("to", payee, "amount", 300), captureKey).expect(201);
        assertThat(api.post(path, Map.of("to", payee, "amount", 300), captureKey)
                        .expect(201)
                        .body())
                .isEqualTo(captured.body());
        assertThat(api.post(path, Map.of("to", payee, "amount", 301), captureKey)
                        .expect(409, "IDEMPOTENCY_MISMATCH")
                        .text("field"))
                .isEqualTo("amount");
        assertMoney(bank.account(payer), 700, 0);
    }

    @Test
    void who_does_not_exist_cannot_be_captured_from() {
        bank.voiding("uk-" + "0".repeat(32)).expect(404, "NOT_FOUND");
        bank.voiding("uk-nothing").expect(404, "NOT_FOUND");
        bank.capture("zz-" + "0".repeat(32), bank.open("uk"), 1).expect(404, "NOT_FOUND");
        Answer deposit = bank.deposit(bank.open("uk"), 5).expect(201);
        bank.voiding(deposit.text("depositId")).expect(404, "NOT_FOUND");
    }

    @Test
    void the_views_equal_the_replay_with_holds_reversals_and_statuses_too() {
        String payer = bank.openWith("us", 1000);
        String payee = bank.open("us");
        String hold = held(payer, 100);
        held(payer, 200);
        bank.reverse(bank.capture(hold, payee, 60).expect(201).text("transferId"))
                .expect(201);
        bank.change(payer, "freeze").expect(200);
        bank.change(payee, "close").expect(200);
        bank.verify();
    }
}
