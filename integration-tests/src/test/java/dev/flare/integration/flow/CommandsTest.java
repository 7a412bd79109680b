package dev.flare.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A command becomes an event, the event becomes a view. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CommandsTest {

    private final Flare flare = Flare.shared();
    private final Bank bank = flare.bank();
    private final Api api = bank.api();

    @Test
    void an_account_is_opened_and_seen() {
        String id = Bank.fresh("uk");
        Answer answer = api.post(
                        "/api/accounts",
                        Map.of(
                                "accountId",
                                id,
                                "currency",
                                "GBP",
                                "owner",
                                "Ada Lovelace",
                                "overdraftLimit",
                                700,
                                "metadata",
                                Map.of("branch", "Łódź")))
                .expect(201);
        assertThat(answer.header("Location")).contains("/api/accounts/" + id);
        assertThat(answer.text("accountId")).isEqualTo(id);
        JsonNode account = api.get("/api/accounts/" + id + "?minPosition=uk:" + answer.position())
                .expect(200)
                .json();
        assertThat(account.required("owner").stringValue()).isEqualTo("Ada Lovelace");
        assertThat(account.required("status").stringValue()).isEqualTo("OPEN");
        assertThat(account.required("overdraftLimit").longValue()).isEqualTo(700);
        assertThat(account.at("/metadata/branch").stringValue()).isEqualTo("Łódź");
        assertThat(account.at("/asOf/position/uk").longValue()).isGreaterThanOrEqualTo(answer.position());
    }

    @Test
    void the_server_names_an_account_when_only_its_region_is_given() {
        Answer answer = api.post("/api/accounts", Map.of("region", "au", "currency", "AUD"))
                .expect(201);
        assertThat(answer.text("accountId")).startsWith("au-");
        assertThat(answer.json().at("/position/au").longValue()).isPositive();
    }

    @Test
    void the_same_account_is_not_opened_twice() {
        String id = bank.open("uk");
        assertThat(bank.openAs(id, 0).expect(409, "ALREADY_EXISTS").text("field"))
                .isEqualTo("accountId");
    }

    @Test
    void money_comes_in_moves_and_leaves() {
        String payer = bank.openWith("uk", 1000);
        String payee = bank.open("uk");
        bank.transfer(payer, payee, 300).expect(201);
        bank.withdraw(payee, 50).expect(201);
        assertThat(bank.balance(payer)).isEqualTo(700);
        assertThat(bank.balance(payee)).isEqualTo(250);
        assertThat(bank.entries(payee)).extracting(Bank.Entry::amount).containsExactly(300L, -50L);
        assertThat(bank.entries(payee)).extracting(Bank.Entry::balanceAfter).containsExactly(300L, 250L);
    }

    @Test
    void both_statements_show_a_transfer_at_its_position_under_its_id() {
        String payer = bank.openWith("us", 10);
        String payee = bank.open("us");
        Answer transfer = bank.transfer(payer, payee, 10).expect(201);
        Bank.Entry out = bank.entries(payer).getLast();
        Bank.Entry in = bank.entries(payee).getLast();
        assertThat(List.of(out.position(), in.position())).containsOnly(transfer.position());
        assertThat(List.of(out.transactionId(), in.transactionId())).containsOnly(transfer.text("transferId"));
        assertThat(out.recordedAt()).isEqualTo(Instant.parse(transfer.text("recordedAt")));
    }

    @Test
    void an_account_may_go_below_zero_as_far_as_its_limit() {
        String account = bank.open("uk", 100);
        bank.withdraw(account, 101).expect(422, "INSUFFICIENT_FUNDS");
        bank.withdraw(account, 100).expect(201);
        bank.withdraw(account, 1).expect(422, "INSUFFICIENT_FUNDS");
        assertThat(bank.balance(account)).isEqualTo(-100);
    }

    @Test
    void a_refusal_appends_nothing() {
        String payer = bank.openWith("au", 5);
        String payee = bank.open("au");
        long before = bank.head("au");
        bank.transfer(payer, payee, 6).expect(422, "INSUFFICIENT_FUNDS");
        bank.withdraw(payer, 6).expect(422, "INSUFFICIENT_FUNDS");
        bank.openAs(payer, 0).expect(409, "ALREADY_EXISTS");
        assertThat(bank.head("au")).isEqualTo(before);
    }

    @Test
    void the_correlation_id_of_a_request_is_in_the_answer_and_in_the_stored_event() {
        String account = bank.open("uk");
        String id = Bank.unique("corr");
        Answer answer = api.send(api.posting("/api/accounts/" + account + "/deposits", "{\"amount\":1}")
                        .header("X-Correlation-Id", id))
                .expect(201);
        assertThat(answer.header("X-Correlation-Id")).contains(id);
        String metadata =
                flare.postgres().ask("uk", "SELECT metadata FROM events WHERE position = " + answer.position());
        assertThat(metadata).contains("\"correlationId\":\"" + id + "\"");
    }

    @Test
    void an_answer_has_a_correlation_id_of_its_own_when_none_is_given() {
        assertThat(api.get("/api/regions/uk/totals").expect(200).header("X-Correlation-Id"))
                .isPresent();
    }

    @Test
    void what_was_effective_earlier_counts_from_then_on_for_balances_and_at_once_for_rules() {
        String account = bank.open("uk");
        Instant past = Instant.parse("2001-02-03T04:05:06.123456Z");
        bank.deposit(account, 70, past).expect(201);
        bank.withdraw(account, 70).expect(201);
        assertThat(effectiveBalance(account, past)).isEqualTo(70);
        assertThat(effectiveBalance(account, past.minusNanos(1000))).isZero();
        assertThat(bank.balance(account)).isZero();
    }

    @Test
    void a_statement_by_effect_has_its_own_order_and_its_own_balances() {
        String account = bank.open("uk");
        bank.deposit(account, 1, Instant.parse("2020-03-01T00:00:00Z")).expect(201);
        bank.deposit(account, 10, Instant.parse("2020-01-01T00:00:00Z")).expect(201);
        bank.deposit(account, 100, Instant.parse("2020-02-01T00:00:00Z")).expect(201);
        String all = "minPosition=" + bank.head("uk") + "&effectiveAt=2020-02-15T00:00:00Z";
        List<Bank.Entry> entries = bank.entries(account, all);
        assertThat(entries).extracting(Bank.Entry::amount).containsExactly(10L, 100L);
        assertThat(entries).extracting(Bank.Entry::balanceAfter).containsExactly(10L, 110L);
    }

    private long effectiveBalance(String account, Instant effectiveAt) {
        String moment = "minPosition=" + bank.head("uk") + "&effectiveAt=" + effectiveAt;
        return bank.account(account, moment).required("balance").longValue();
    }
}
