package dev.flare.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Money goes to another region, arrives once or comes back, and what a client is told stays the same. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BetweenRegionsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Bank bank = Flare.shared().bank();

    private String settled(String payer, String payee, long amount) {
        String id = bank.transfer(payer, payee, amount).expect(202).text("transferId");
        await().atMost(SOON).until(() -> status(id).equals("COMPLETED"));
        return id;
    }

    private String status(String transactionId) {
        Answer answer = bank.api().get("/api/transactions/" + transactionId);
        return answer.isSuccess() ? answer.text("status") : "";
    }

    @Test
    void it_leaves_at_once_and_arrives_a_moment_later() {
        String payer = bank.openWith("uk", 100);
        String payee = bank.open("au");
        Answer sent = bank.transfer(payer, payee, 60).expect(202);
        String id = sent.text("transferId");
        assertThat(sent.text("transactionId")).isEqualTo(id).startsWith("uk-");
        assertThat(sent.header("Location")).contains("/api/transactions/" + id);
        assertThat(sent.json().required("position").required("uk").longValue()).isPositive();
        assertThat(bank.balance(payer)).isEqualTo(40);
        await().atMost(SOON).until(() -> bank.balance(payee) == 60);
        assertThat(bank.entries(payer).getLast().transactionId()).isEqualTo(id);
        assertThat(bank.entries(payee).getLast().transactionId()).isEqualTo(id);
        assertThat(bank.entries(payee).getLast().reference())
                .isEqualTo(bank.entries(payer).getLast().reference());
        await().atMost(SOON).until(() -> status(id).equals("COMPLETED"));
        bank.verify();
    }

    @Test
    void a_repeated_key_gets_the_first_answer_and_sends_nothing() {
        String payer = bank.openWith("uk", 100);
        String payee = bank.open("au");
        Answer first = keyed("key-" + payer, Bank.transferring(payer, payee, 60, "once"))
                .expect(202);
        Answer second = keyed("key-" + payer, Bank.transferring(payer, payee, 60, "once"))
                .expect(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.header("Idempotency-Hit")).contains("true");
        assertThat(bank.balance(payer)).isEqualTo(40);
        keyed("key-" + payer, Bank.transferring(payer, payee, 61, "once")).expect(409, "IDEMPOTENCY_MISMATCH");
    }

    private Answer keyed(String key, Map<String, Object> body) {
        return bank.api()
                .send(bank.api()
                        .request("/api/transfers")
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                JsonMapper.shared().writeValueAsString(body))));
    }

    @Test
    void what_cannot_arrive_comes_back_and_is_not_reversed() {
        String payer = bank.openWith("uk", 100);
        String id = bank.transfer(payer, Bank.fresh("au"), 60).expect(202).text("transferId");
        await().atMost(SOON).until(() -> bank.balance(payer) == 100);
        bank.reverse(id).expect(422, "NOT_REVERSIBLE");
        await().atMost(SOON).until(() -> status(id).equals("COMPENSATED"));
    }

    @Test
    void what_arrived_is_sent_back_once_also_from_a_frozen_account() {
        String payer = bank.openWith("uk", 100);
        String payee = bank.open("au");
        String id = settled(payer, payee, 60);
        bank.change(payee, "freeze").expect(200);
        bank.change(payer, "freeze").expect(200);
        Answer reversal = bank.reverse(id).expect(202);
        assertThat(reversal.text("reverses")).isEqualTo(id);
        assertThat(reversal.text("reversalId"))
                .isEqualTo(reversal.text("transactionId"))
                .startsWith("au-");
        bank.reverse(id).expect(409, "ALREADY_REVERSED");
        await().atMost(SOON).until(() -> status(reversal.text("transactionId")).equals("COMPLETED"));
        assertThat(bank.balance(payer)).isEqualTo(100);
        assertThat(bank.balance(payee)).isZero();
        bank.reverse(reversal.text("reversalId")).expect(422, "NOT_REVERSIBLE");
    }

    @Test
    void what_was_spent_is_not_sent_back_and_a_batch_stays_in_its_region() {
        String payer = bank.openWith("uk", 100);
        String payee = bank.open("au");
        String id = settled(payer, payee, 60);
        bank.withdraw(payee, 1).expect(201);
        bank.reverse(id).expect(422, "INSUFFICIENT_FUNDS");
        bank.api()
                .post("/api/transfers/batch", Map.of("transfers", List.of(Bank.transferring(payer, payee, 1, "no"))))
                .expect(422, "MIXED_REGIONS");
    }
}
