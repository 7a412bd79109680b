package dev.flare.integration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Money between regions: it arrives, or it comes back and somebody is told. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TransfersBetweenRegionsTest {

    private final Bank bank = Flare.shared().bank();
    private final String payer = bank.openWith("uk", 1_000);

    @Test
    void money_arrives_and_both_regions_have_started_and_completed() {
        String payee = bank.open("au");

        BetweenRegions transfer = BetweenRegions.sent(bank, payer, payee, 300);
        assertThat(transfer.id()).startsWith("uk-");
        transfer.awaitStatus("COMPLETED");

        assertThat(bank.balance(payer)).isEqualTo(700);
        assertThat(bank.balance(payee)).isEqualTo(300);
        for (String region : new String[] {"uk", "au"}) {
            JsonNode row = transfer.participant(region);
            assertThat(row.required("hasStarted").booleanValue()).isTrue();
            assertThat(row.required("hasCompleted").booleanValue()).isTrue();
            assertThat(Flare.shared()
                            .postgres()
                            .ask(
                                    region,
                                    "SELECT has_started AND has_completed FROM participation WHERE transaction_id = '"
                                            + transfer.id() + "'"))
                    .isEqualTo("t");
        }
        assertThat(transfer.now().required("alertId").isNull()).isTrue();
        assertThat(bank.entries(payee).getFirst().transactionId()).isEqualTo(transfer.id());
        assertThat(bank.entries(payer).getLast().transactionId()).isEqualTo(transfer.id());
    }

    @Test
    void who_was_answered_finds_the_transaction_at_once() {
        String payee = bank.open("us");
        for (int i = 0; i < 20; i++) {
            BetweenRegions transfer = BetweenRegions.sent(bank, payer, payee, 1);
            assertThat(transfer.status()).isIn("RUNNING", "COMPLETED");
        }
    }

    @Test
    void what_the_source_can_decide_is_refused_at_once_and_is_no_transaction() {
        String payee = bank.open("au");
        bank.transfer(payer, payee, 1_001).expect(422, "INSUFFICIENT_FUNDS");
        bank.transfer(Bank.fresh("uk"), payee, 1).expect(404);
        bank.transfer(payer, "xx-1", 1).expect(404);
        bank.transfer(payer, "au-clearing", 1).expect(422, "RESERVED_ACCOUNT");
        bank.api()
                .post("/api/transfers", Map.of("from", payer, "to", payee, "amount", 1, "currency", "EUR"))
                .expect(422, "CURRENCY_MISMATCH");
        bank.change(payer, "freeze").expect(200);
        bank.transfer(payer, payee, 1).expect(422, "ACCOUNT_FROZEN");
        bank.change(payer, "unfreeze").expect(200);
        assertThat(bank.balance(payer)).isEqualTo(1_000);
    }

    @Test
    void an_unknown_payee_is_a_failure_with_one_alert_and_the_money_returns() {
        BetweenRegions transfer = BetweenRegions.sent(bank, payer, Bank.fresh("au"), 100);
        transfer.awaitStatus("COMPENSATED");
        assertReturned(transfer, "NOT_FOUND");
    }

    @Test
    void a_frozen_payee_is_a_failure_and_the_money_returns_also_to_an_account_that_is_frozen_meanwhile() {
        String payee = bank.open("au");
        bank.change(payee, "freeze").expect(200);
        BetweenRegions transfer = BetweenRegions.sent(bank, payer, payee, 100);
        bank.change(payer, "freeze").expect(200);
        transfer.awaitStatus("COMPENSATED");
        assertReturned(transfer, "ACCOUNT_FROZEN");
    }

    @Test
    void a_closed_payee_is_a_failure_and_the_money_returns() {
        String payee = bank.open("au");
        bank.change(payee, "close").expect(200);
        BetweenRegions transfer = BetweenRegions.sent(bank, payer, payee, 100);
        transfer.awaitStatus("COMPENSATED");
        assertReturned(transfer, "ACCOUNT_CLOSED");
    }

    @Test
    void a_payee_of_another_currency_is_a_failure_and_the_money_returns() {
        String payee = Bank.fresh("au");
        bank.api()
                .post("/api/accounts", Map.of("accountId", payee, "currency", "AUD"))
                .expect(201);
        BetweenRegions transfer = BetweenRegions.sent(bank, payer, payee, 100);
        transfer.awaitStatus("COMPENSATED");
        assertReturned(transfer, "CURRENCY_MISMATCH");
    }

    private void assertReturned(BetweenRegions transfer, String code) {
        assertThat(bank.balance(payer)).isEqualTo(1_000);
        assertThat(transfer.alerts()).hasSize(1);
        JsonNode alert = transfer.alert();
        assertThat(alert.required("failure").stringValue()).isEqualTo("REPORTED_FAILURE");
        assertThat(alert.required("participant").stringValue()).isEqualTo("au.participation");
        assertThat(alert.required("reason").stringValue()).startsWith(code);
        assertThat(transfer.participant("uk").required("hasCompensated").booleanValue())
                .isTrue();
        assertThat(transfer.participant("au").required("hasFailed").booleanValue())
                .isTrue();
    }

    @Test
    void a_key_is_one_transfer_and_its_repetition_stays_202() {
        String payee = bank.open("au");
        Map<String, Object> body = Bank.transferring(payer, payee, 10, "rent");
        String key = Bank.unique("key");
        Answer first = bank.api().post("/api/transfers", body, key).expect(202);
        BetweenRegions.of(bank.api(), first).awaitStatus("COMPLETED");

        Answer again = bank.api().post("/api/transfers", body, key).expect(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.header("Idempotency-Hit")).contains("true");
        bank.api()
                .post("/api/transfers", Bank.transferring(payer, payee, 11, "rent"), key)
                .expect(409, "IDEMPOTENCY_MISMATCH");
        assertThat(bank.balance(payee)).isEqualTo(10);
    }

    @Test
    void a_reversal_is_a_transfer_back_once() {
        String payee = bank.open("au");
        BetweenRegions transfer = BetweenRegions.sent(bank, payer, payee, 400).awaitStatus("COMPLETED");
        bank.change(payer, "freeze").expect(200);

        BetweenRegions back = BetweenRegions.of(bank.api(), bank.reverse(transfer.id()));
        assertThat(back.id()).startsWith("au-");
        back.awaitStatus("COMPLETED");

        assertThat(bank.balance(payer)).isEqualTo(1_000);
        assertThat(bank.balance(payee)).isZero();
        bank.reverse(transfer.id()).expect(409, "ALREADY_REVERSED");
        bank.reverse(back.id()).expect(422, "NOT_REVERSIBLE");
    }

    @Test
    void a_reversal_that_came_back_may_be_followed_by_another() {
        String payee = bank.open("au");
        BetweenRegions transfer = BetweenRegions.sent(bank, payer, payee, 1_000).awaitStatus("COMPLETED");
        bank.change(payer, "close").expect(200);

        BetweenRegions first =
                BetweenRegions.of(bank.api(), bank.reverse(transfer.id())).awaitStatus("COMPENSATED");
        BetweenRegions second =
                BetweenRegions.of(bank.api(), bank.reverse(transfer.id())).awaitStatus("COMPENSATED");

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(bank.balance(payee)).isEqualTo(1_000);
        assertThat(bank.balance(payer)).isZero();
    }

    @Test
    void what_came_back_is_not_reversed_and_what_is_not_there_neither() {
        BetweenRegions failed =
                BetweenRegions.sent(bank, payer, Bank.fresh("au"), 100).awaitStatus("COMPENSATED");
        bank.reverse(failed.id()).expect(422, "NOT_REVERSIBLE");
        String payee = bank.open("au");
        BetweenRegions spent = BetweenRegions.sent(bank, payer, payee, 100).awaitStatus("COMPLETED");
        bank.withdraw(payee, 60).expect(201);
        bank.reverse(spent.id()).expect(422, "INSUFFICIENT_FUNDS");
    }

    @Test
    void an_account_closes_after_its_transfers_have_ended() {
        String payee = bank.open("us");
        BetweenRegions.sent(bank, payer, payee, 1_000).awaitStatus("COMPLETED");
        bank.change(payer, "close").expect(200);
    }

    @Test
    void nobody_reports_for_a_region_and_nobody_gives_up_or_returns_its_money_by_hand() {
        BetweenRegions transfer =
                BetweenRegions.sent(bank, payer, bank.open("au"), 1).awaitStatus("COMPLETED");
        bank.api()
                .put(
                        "/api/transactions/" + transfer.id() + "/participants/au.participation",
                        Map.of("state", "FAILED", "reason", "says who?"))
                .expect(409, "NOT_POSSIBLE_NOW");
        transfer.act("abandon").expect(409);
        transfer.act("compensate").expect(409);
        assertThat(transfer.status()).isEqualTo("COMPLETED");
    }

    @Test
    void local_transfers_are_no_transactions_and_batches_have_one_region() {
        String local = bank.transfer(payer, bank.open("uk"), 1).expect(201).text("transferId");
        bank.api().get("/api/transactions/" + local).expect(404);
        bank.api()
                .post(
                        "/api/transfers/batch",
                        Map.of("transfers", java.util.List.of(Bank.transferring(payer, bank.open("au"), 1, "a"))))
                .expect(422, "MIXED_REGIONS");
    }

    @Test
    void transactions_are_listed_by_type_and_participant() {
        BetweenRegions transfer =
                BetweenRegions.sent(bank, payer, bank.open("au"), 1).awaitStatus("COMPLETED");
        BetweenRegions.soon().untilAsserted(() -> assertThat(bank.api()
                        .get("/api/transactions?type=transfer&participant=au.participation&pageSize=100")
                        .expect(200)
                        .body())
                .contains(transfer.id()));
    }
}
