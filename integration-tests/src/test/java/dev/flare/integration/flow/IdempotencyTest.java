package dev.flare.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Together;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class IdempotencyTest {

    private final Bank bank = Flare.shared().bank();
    private final Api api = bank.api();
    private final String key = Bank.unique("key");

    @Test
    void a_repeated_opening_is_answered_like_the_first() {
        Map<String, Object> body = Map.of("accountId", Bank.fresh("uk"), "currency", "GBP", "owner", "Ada");
        assertRepeats(api.post("/api/accounts", body, key), api.post("/api/accounts", body, key));
    }

    @Test
    void the_server_names_a_repeated_account_once() {
        Map<String, Object> body = Map.of("region", "uk", "currency", "GBP");
        assertRepeats(api.post("/api/accounts", body, key), api.post("/api/accounts", body, key));
    }

    @Test
    void a_repeated_movement_moves_once() {
        String payer = bank.openWith("uk", 100);
        String payee = bank.open("uk");
        Map<String, Object> body = Bank.transferring(payer, payee, 40, "rent");
        assertRepeats(api.post("/api/transfers", body, key), api.post("/api/transfers", body, key));
        assertThat(bank.balance(payer)).isEqualTo(60);
        assertThat(bank.entries(payee)).hasSize(1);
    }

    @Test
    void a_repetition_is_answered_even_when_a_rule_would_say_no_by_now() {
        String account = bank.openWith("uk", 40);
        Map<String, Object> body = Map.of("amount", 40);
        Answer first = api.post("/api/accounts/" + account + "/withdrawals", body, key);
        assertRepeats(first, api.post("/api/accounts/" + account + "/withdrawals", body, key));
        assertThat(bank.balance(account)).isZero();
    }

    private static void assertRepeats(Answer first, Answer second) {
        first.expect(201);
        assertThat(second.status()).isEqualTo(first.status());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(first.header("Idempotency-Hit")).isEmpty();
        assertThat(second.header("Idempotency-Hit")).contains("true");
    }

    @Test
    void a_refusal_does_not_use_up_the_key() {
        String account = bank.open("uk");
        String path = "/api/accounts/" + account + "/withdrawals";
        api.post(path, Map.of("amount", 10), key).expect(422, "INSUFFICIENT_FUNDS");
        bank.deposit(account, 25).expect(201);
        Answer done = api.post(path, Map.of("amount", 20), key).expect(201);
        assertThat(done.header("Idempotency-Hit")).isEmpty();
        assertThat(bank.balance(account)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "reference   | \"amount\":10,\"reference\":\"b\"",
                "amount      | \"amount\":11,\"reference\":\"a\"",
                "amount      | \"amount\":11,\"reference\":\"b\"",
                "reference   | \"amount\":10",
                "metadata    | \"amount\":10,\"reference\":\"a\",\"metadata\":{\"x\":1}",
                "effectiveAt | \"amount\":10,\"reference\":\"a\",\"effectiveAt\":\"2020-01-01T00:00:00Z\"",
            })
    void another_request_with_the_key_is_refused_with_the_first_field_that_differs(String field, String fields) {
        String path = "/api/accounts/" + bank.open("uk") + "/deposits";
        api.send(api.posting(path, "{\"amount\":10,\"reference\":\"a\"}").header("Idempotency-Key", key))
                .expect(201);
        Answer other = api.send(api.posting(path, "{" + fields + "}").header("Idempotency-Key", key));
        other.expect(409, "IDEMPOTENCY_MISMATCH");
        assertThat(other.text("field")).isEqualTo(field);
    }

    @Test
    void another_endpoint_with_the_key_is_refused() {
        String account = bank.openWith("uk", 50);
        Map<String, Object> body = Map.of("amount", 10);
        api.post("/api/accounts/" + account + "/deposits", body, key).expect(201);
        api.post("/api/accounts/" + account + "/withdrawals", body, key).expect(409, "IDEMPOTENCY_MISMATCH");
        assertThat(bank.balance(account)).isEqualTo(60);
    }

    @Test
    void another_account_with_the_key_is_refused_and_named() {
        String one = bank.open("uk");
        String other = bank.open("uk");
        api.post("/api/accounts/" + one + "/deposits", Map.of("amount", 1), key).expect(201);
        Answer refused = api.post("/api/accounts/" + other + "/deposits", Map.of("amount", 1), key);
        assertThat(refused.expect(409, "IDEMPOTENCY_MISMATCH").text("field")).isEqualTo("accountId");
    }

    @Test
    void the_key_belongs_to_one_region() {
        String uk = bank.open("uk");
        String au = bank.open("au");
        api.post("/api/accounts/" + uk + "/deposits", Map.of("amount", 1), key).expect(201);
        Answer elsewhere = api.post("/api/accounts/" + au + "/deposits", Map.of("amount", 2), key)
                .expect(201);
        assertThat(elsewhere.header("Idempotency-Hit")).isEmpty();
    }

    @Test
    void of_many_requests_at_once_with_one_key_one_has_an_effect_and_all_have_its_answer() {
        String payer = bank.openWith("uk", 1000);
        String payee = bank.open("uk");
        Map<String, Object> body = Bank.transferring(payer, payee, 10, "once");
        List<Answer> answers =
                Together.clients(32, Duration.ofSeconds(30), client -> api.post("/api/transfers", body, key)
                        .expect(201));
        assertThat(answers)
                .extracting(Answer::body)
                .containsOnly(answers.getFirst().body());
        assertThat(answers)
                .filteredOn(answer -> answer.header("Idempotency-Hit").isEmpty())
                .hasSize(1);
        assertThat(bank.entries(payer)).extracting(Bank.Entry::amount).containsExactly(1000L, -10L);
        assertThat(bank.balance(payee)).isEqualTo(10);
    }

    @Test
    void of_many_openings_at_once_without_a_key_one_succeeds() {
        String id = Bank.fresh("uk");
        List<Answer> answers = Together.clients(32, Duration.ofSeconds(30), client -> bank.openAs(id, 0));
        assertThat(answers).filteredOn(Answer::isSuccess).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.code().equals("ALREADY_EXISTS"))
                .hasSize(31);
    }

    @Test
    void what_a_client_keeps_with_a_movement_is_compared_as_it_came_back_from_the_database() {
        String path = "/api/accounts/" + bank.open("uk") + "/deposits";
        String body =
                "{\"amount\":1,\"metadata\":{\"a\":1.10,\"b\":1e400,\"c\":\"Łódź \\u0000 \\ud83d\\ude00\",\"d\":[{}]}}";
        Answer first = api.send(api.posting(path, body).header("Idempotency-Key", key));
        assertRepeats(first, api.send(api.posting(path, body).header("Idempotency-Key", key)));
    }
}
