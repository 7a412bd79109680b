package dev.flare.integration.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Together;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Everybody wants the same accounts: all are served, or refused for a rule, and nobody is told to try again. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HotAccountsTest {

    private static final int CLIENTS = 64;
    private static final int EACH = 15;

    private final Bank bank = Flare.shared().bank();

    @Test
    void two_accounts_between_which_all_move_money() {
        List<String> two = List.of(bank.openWith("us", 50), bank.openWith("us", 50));
        List<Transfers.Told> told = Together.clients(
                        CLIENTS, Duration.ofMinutes(2), client -> new Transfers(bank, two, client).make(EACH, 60))
                .stream()
                .flatMap(Collection::stream)
                .toList();
        assertThat(told).allMatch(each -> each.isDone() || each.answer().code().equals("INSUFFICIENT_FUNDS"));
        long done = told.stream().filter(Transfers.Told::isDone).count();
        assertThat(done).isPositive();
        assertThat(bank.balance(two.get(0)) + bank.balance(two.get(1))).isEqualTo(100);
        assertThat(bank.entries(two.get(0)))
                .hasSize((int) done + 1)
                .allMatch(entry -> entry.balanceAfter() >= 0 && entry.balanceAfter() <= 100);
    }

    @Test
    void one_payee_of_many_payers() {
        String payee = bank.open("us");
        List<String> payers = IntStream.range(0, CLIENTS)
                .mapToObj(i -> bank.openWith("us", EACH))
                .toList();
        List<Answer> answers = Together.clients(CLIENTS, Duration.ofMinutes(2), client -> IntStream.range(0, EACH)
                        .mapToObj(i -> bank.transfer(payers.get(client), payee, 1))
                        .toList())
                .stream()
                .flatMap(Collection::stream)
                .toList();
        assertThat(answers).allMatch(answer -> answer.status() == 201);
        assertThat(bank.balance(payee)).isEqualTo(CLIENTS * EACH);
    }

    @Test
    void one_payer_who_can_pay_a_few_times_only() {
        String payer = bank.openWith("us", 10);
        List<Answer> answers = Together.clients(CLIENTS, Duration.ofMinutes(1), client -> bank.withdraw(payer, 1));
        assertThat(answers).filteredOn(Answer::isSuccess).hasSize(10);
        assertThat(answers)
                .filteredOn(answer -> answer.code().equals("INSUFFICIENT_FUNDS"))
                .hasSize(CLIENTS - 10);
        assertThat(bank.balance(payer)).isZero();
    }
}
