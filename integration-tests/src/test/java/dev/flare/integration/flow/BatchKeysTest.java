package dev.flare.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One key is one request, whichever way a batch is carried out, and whichever of its items are refused. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BatchKeysTest {

    /** Requests that could all be made with one key. */
    private enum Kind {
        ATOMIC,
        SEPARATE,
        FIRST_ITEM_REFUSED,
        DEPOSIT,
        LIKE_AN_ITEM;

        boolean isSeparate() {
            return this == SEPARATE || this == FIRST_ITEM_REFUSED;
        }
    }

    private final Bank bank = Flare.shared().bank();
    private final Api api = bank.api();
    private final String key = Bank.unique("key");
    private String ada;
    private String bob;

    @BeforeEach
    void given_two_accounts_of_which_one_has_1000() {
        ada = bank.openWith("uk", 1_000);
        bob = bank.open("uk");
    }

    private Map<String, Object> transfer(long amount) {
        return Bank.transferring(ada, bob, amount, "batched");
    }

    private Answer batch(boolean atomic, long... amounts) {
        List<Map<String, Object>> transfers = new ArrayList<>();
        for (long amount : amounts) {
            transfers.add(transfer(amount));
        }
        return api.post("/api/transfers/batch", Map.of("atomic", atomic, "transfers", transfers), key);
    }

    private Answer send(Kind kind) {
        return switch (kind) {
            case ATOMIC -> batch(true, 10, 20, 30);
            case SEPARATE -> batch(false, 10, 20, 30);
            case FIRST_ITEM_REFUSED -> batch(false, 5_000, 20, 30);
            case DEPOSIT -> api.post("/api/accounts/" + ada + "/deposits", Map.of("amount", 7), key);
            case LIKE_AN_ITEM -> api.post("/api/transfers", transfer(10), key);
        };
    }

    static Stream<Arguments> pairs() {
        return Stream.of(Kind.values()).flatMap(first -> Stream.of(Kind.values())
                .filter(second -> first != second && !(first.isSeparate() && second.isSeparate()))
                .map(second -> Arguments.of(first, second)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void another_request_with_the_key_does_nothing(Kind first, Kind second) {
        assertThat(send(first).isSuccess()).isTrue();
        long before = bank.head("uk");
        Answer refused = send(second).expect(409, "IDEMPOTENCY_MISMATCH");
        assertThat(refused.text("field")).isEqualTo(isBatch(first) && isBatch(second) ? "atomic" : "request");
        assertThat(bank.head("uk")).isEqualTo(before);
        Answer again = send(first);
        assertThat(again.isSuccess()).isTrue();
        assertThat(again.header("Idempotency-Hit")).contains("true");
        assertThat(bank.head("uk")).isEqualTo(before);
    }

    private static boolean isBatch(Kind kind) {
        return kind.isSeparate() || kind == Kind.ATOMIC;
    }

    @Test
    void a_batch_that_would_be_refused_throughout_is_still_another_request() {
        send(Kind.DEPOSIT).expect(201);
        assertThat(batch(false, 5_000, 6_000)
                        .expect(409, "IDEMPOTENCY_MISMATCH")
                        .text("field"))
                .isEqualTo("request");
    }

    @Test
    void a_batch_of_which_nothing_was_done_leaves_its_key_to_others() {
        batch(false, 5_000, 6_000).expect(200);
        send(Kind.DEPOSIT).expect(201);
        assertThat(bank.balance(ada)).isEqualTo(1_007);
    }

    @Test
    void more_or_fewer_transfers_are_another_batch() {
        batch(false, 10, 20).expect(200);
        assertThat(batch(false, 10, 20, 30).expect(409, "IDEMPOTENCY_MISMATCH").text("field"))
                .isEqualTo("transfers");
        assertThat(bank.balance(bob)).isEqualTo(30);
    }

    @Test
    void another_transfer_in_a_batch_is_refused_for_itself() {
        batch(false, 10, 20).expect(200);
        Answer other = batch(false, 10, 21).expect(200);
        assertThat(other.json().at("/results/1/code").stringValue()).isEqualTo("IDEMPOTENCY_MISMATCH");
        assertThat(other.json().at("/results/1/field").stringValue()).isEqualTo("amount");
        assertThat(bank.balance(bob)).isEqualTo(30);
    }

    @Test
    void what_was_refused_may_be_done_later_under_the_same_key() {
        batch(false, 5_000, 20).expect(200);
        bank.deposit(ada, 5_000).expect(201);
        Answer later = batch(false, 5_000, 20).expect(200);
        assertThat(later.header("Idempotency-Hit")).isEmpty();
        assertThat(bank.balance(bob)).isEqualTo(5_020);
        assertThat(batch(false, 5_000, 20).header("Idempotency-Hit")).contains("true");
        assertThat(bank.balance(bob)).isEqualTo(5_020);
    }

    @Test
    void of_different_requests_at_once_with_one_key_one_has_an_effect() {
        List<Kind> kinds = List.of(Kind.ATOMIC, Kind.SEPARATE, Kind.DEPOSIT, Kind.LIKE_AN_ITEM);
        List<Answer> answers =
                Together.clients(16, Duration.ofSeconds(30), client -> send(kinds.get(client % kinds.size())));
        assertThat(answers.stream().filter(Answer::isSuccess).map(Answer::body)).hasSize(4);
        assertThat(answers).filteredOn(answer -> !answer.isSuccess()).allSatisfy(answer -> assertThat(answer.code())
                .isEqualTo("IDEMPOTENCY_MISMATCH"));
        assertThat(List.of(bank.balance(ada) - 1_000, bank.balance(bob)))
                .isIn(List.of(-60L, 60L), List.of(7L, 0L), List.of(-10L, 10L));
    }
}
