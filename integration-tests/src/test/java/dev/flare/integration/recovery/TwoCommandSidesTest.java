package dev.flare.integration.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.CommandSide;
import dev.flare.integration.support.Evidence;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Together;
import dev.flare.integration.support.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Two processes decide on the same accounts; the database alone stands between them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TwoCommandSidesTest {

    private final Bank bank = Flare.shared().bank();

    @Test
    void two_command_sides_on_one_database_act_as_one() {
        try (CommandSide other = CommandSide.start(Flare.shared())) {
            List<Api> both = List.of(bank.api(), other.api());
            one_key_has_one_effect(both);
            the_last_penny_leaves_once(both);
            every_transfer_is_there_once(both);
            bank.verify();
        }
    }

    private void one_key_has_one_effect(List<Api> both) {
        String account = bank.open("uk");
        String key = Bank.unique("key");
        List<Answer> answers = Together.clients(32, Duration.ofSeconds(60), client -> both.get(client % 2)
                .post("/api/accounts/" + account + "/deposits", Map.of("amount", 7), key)
                .expect(201));
        assertThat(answers)
                .extracting(Answer::body)
                .containsOnly(answers.getFirst().body());
        assertThat(bank.entries(account)).hasSize(1);
    }

    private void the_last_penny_leaves_once(List<Api> both) {
        String account = bank.openWith("uk", 5);
        List<Answer> answers = Together.clients(32, Duration.ofSeconds(60), client -> both.get(client % 2)
                .post("/api/accounts/" + account + "/withdrawals", Map.of("amount", 1)));
        assertThat(answers).filteredOn(Answer::isSuccess).hasSize(5);
        assertThat(answers).filteredOn(answer -> !answer.isSuccess()).allMatch(answer -> answer.code()
                .equals("INSUFFICIENT_FUNDS"));
        assertThat(bank.balance(account)).isZero();
    }

    private void every_transfer_is_there_once(List<Api> both) {
        List<String> accounts = IntStream.range(0, 20)
                .mapToObj(i -> bank.openWith("uk", 100_000))
                .toList();
        try (Workload load = new Workload(both, accounts)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> load.acknowledged() > 600);
            List<Workload.Sent> sent = load.stop();
            assertThat(sent).allMatch(Workload.Sent::isAcknowledged);
            new Evidence(bank, accounts).assertAllOnce(sent);
        }
    }
}
