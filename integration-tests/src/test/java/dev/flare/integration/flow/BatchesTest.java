package dev.flare.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Many transfers in one request: all or none, or each for itself. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BatchesTest {

    private static final String PATH = "/api/transfers/batch";

    private final Bank bank = Flare.shared().bank();

    private static Map<String, Object> transfer(String from, String to, long amount) {
        return Bank.transferring(from, to, amount, "batched");
    }

    private Answer atomic(List<Map<String, Object>> transfers) {
        return bank.api().post(PATH, Map.of("transfers", transfers));
    }

    private Answer separate(List<Map<String, Object>> transfers, String key) {
        return bank.api().post(PATH, Map.of("atomic", false, "transfers", transfers), key);
    }

    private static List<Integer> statuses(Answer answer) {
        List<Integer> statuses = new ArrayList<>();
        answer.json()
                .required("results")
                .forEach(item -> statuses.add(item.required("status").intValue()));
        return statuses;
    }

    @Test
    void all_happen_at_positions_that_follow_each_other() {
        String ada = bank.openWith("uk", 100);
        String bob = bank.open("uk");
        Answer answer =
                atomic(List.of(transfer(ada, bob, 100), transfer(bob, ada, 40))).expect(201);
        JsonNode results = answer.json().required("results");
        assertThat(statuses(answer)).containsExactly(201, 201);
        assertThat(results.get(0).at("/position/uk").longValue()).isEqualTo(answer.position() - 1);
        assertThat(results.get(1).at("/position/uk").longValue()).isEqualTo(answer.position());
        assertThat(bank.balance(ada)).isEqualTo(40);
        assertThat(bank.entries(bob).getLast().transactionId())
                .isEqualTo(results.get(1).required("transferId").stringValue());
    }

    @Test
    void one_refusal_refuses_all_and_names_its_index() {
        String ada = bank.openWith("uk", 100);
        String bob = bank.open("uk");
        long before = bank.head("uk");
        Answer answer = atomic(List.of(transfer(ada, bob, 60), transfer(ada, bob, 60), transfer(bob, ada, 500)))
                .expect(422, "INSUFFICIENT_FUNDS");
        assertThat(answer.number("index")).isEqualTo(1);
        assertThat(answer.text("field")).isEqualTo("transfers[1].amount");
        assertThat(bank.head("uk")).isEqualTo(before);
        assertThat(atomic(List.of(transfer(ada, bob, 1), transfer(ada, bob, 0)))
                        .expect(400, "INVALID_FIELD")
                        .text("field"))
                .isEqualTo("transfers[1].amount");
        assertThat(atomic(List.of(transfer(ada, bob, 1), transfer(ada, ada, 1)))
                        .expect(422, "SAME_ACCOUNT")
                        .number("index"))
                .isEqualTo(1);
    }

    @Test
    void a_batch_has_one_region() {
        String ada = bank.openWith("uk", 100);
        String bruce = bank.open("au");
        assertThat(atomic(List.of(transfer(ada, bank.open("uk"), 1), transfer(ada, bruce, 1)))
                        .expect(422, "MIXED_REGIONS")
                        .number("index"))
                .isEqualTo(1);
        separate(List.of(transfer(ada, bruce, 1)), Bank.unique("key")).expect(422, "MIXED_REGIONS");
    }

    @Test
    void a_batch_has_1_to_1000_items() {
        String ada = bank.openWith("uk", 1_000);
        String bob = bank.open("uk");
        atomic(List.of()).expect(400, "INVALID_FIELD");
        atomic(Collections.nCopies(1_001, transfer(ada, bob, 1))).expect(413, "TOO_LARGE");
        atomic(Collections.nCopies(1_000, transfer(ada, bob, 1))).expect(201);
        assertThat(bank.balance(bob)).isEqualTo(1_000);
    }

    @Test
    void each_for_itself_has_each_its_answer_in_order() {
        String ada = bank.openWith("uk", 100);
        String bob = bank.open("uk");
        Map<String, Object> malformed = new java.util.HashMap<>(transfer(ada, bob, 1));
        malformed.put("amount", "one");
        String key = Bank.unique("key");
        List<Map<String, Object>> transfers = List.of(
                transfer(ada, bob, 90),
                malformed,
                transfer(ada, bob, 90),
                transfer(bob, ada, 50),
                transfer(ada, bob, 60),
                transfer(ada, Bank.fresh("uk"), 1));
        Answer answer = separate(transfers, key).expect(200);
        assertThat(statuses(answer)).containsExactly(201, 400, 422, 201, 201, 404);
        assertThat(answer.json().at("/results/2/code").stringValue()).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(answer.json().at("/results/1/field").stringValue()).isEqualTo("amount");
        assertThat(bank.balance(ada)).isZero();
        Answer again = separate(transfers, key).expect(200);
        assertThat(again.json().at("/results/0")).isEqualTo(answer.json().at("/results/0"));
        assertThat(again.json().at("/results/4")).isEqualTo(answer.json().at("/results/4"));
        assertThat(again.json().at("/position")).isEqualTo(answer.json().at("/position"));
        assertThat(answer.position())
                .isEqualTo(answer.json().at("/results/4/position/uk").longValue());
        assertThat(answer.header("Idempotency-Hit")).isEmpty();
        assertThat(again.header("Idempotency-Hit")).contains("true");
        assertThat(bank.balance(ada)).isZero();
    }

    @Test
    void a_repeated_atomic_batch_is_answered_with_the_first_answer() {
        String ada = bank.openWith("uk", 100);
        String bob = bank.open("uk");
        String key = Bank.unique("key");
        Map<String, Object> body =
                Map.of("atomic", true, "transfers", List.of(transfer(ada, bob, 100), transfer(bob, ada, 40)));
        Answer first = bank.api().post(PATH, body, key).expect(201);
        Answer again = bank.api().post(PATH, body, key).expect(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotency-Hit")).contains("true");
        assertThat(bank.balance(ada)).isEqualTo(40);
        bank.api()
                .post(PATH, Map.of("transfers", List.of(transfer(ada, bob, 100))), key)
                .expect(409, "IDEMPOTENCY_MISMATCH");
    }

    @Test
    void a_thousand_separate_transfers_of_one_account_happen_in_their_order() {
        String ada = bank.openWith("uk", 500);
        String bob = bank.open("uk");
        Answer answer = separate(Collections.nCopies(1_000, transfer(ada, bob, 1)), Bank.unique("key"))
                .expect(200);
        assertThat(statuses(answer).subList(0, 500)).containsOnly(201);
        assertThat(statuses(answer).subList(500, 1_000)).containsOnly(422);
    }
}
