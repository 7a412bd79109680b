package dev.flare.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Together;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** A movement is taken back once, and never at the expense of money that is not there. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReversalsTest {

    private final Bank bank = Flare.shared().bank();

    @Test
    void a_transfer_is_taken_back_once() {
        String payer = bank.openWith("uk", 100);
        String payee = bank.open("uk");
        Answer transfer = bank.transfer(payer, payee, 60).expect(201);
        Answer reversal = bank.reverse(transfer.text("transferId")).expect(201);
        assertThat(reversal.text("reverses")).isEqualTo(transfer.text("transferId"));
        assertThat(bank.balance(payer)).isEqualTo(100);
        assertThat(bank.balance(payee)).isZero();
        Bank.Entry line = bank.entries(payer).getLast();
        assertThat(line.transactionId()).isEqualTo(reversal.text("reversalId"));
        assertThat(line.reference()).isEqualTo("wrong payee");
        bank.reverse(transfer.text("transferId")).expect(409, "ALREADY_REVERSED");
        bank.reverse(reversal.text("reversalId")).expect(422, "NOT_REVERSIBLE");
    }

    @Test
    void deposits_withdrawals_and_captures_are_taken_back_too() {
        String account = bank.open("uk");
        String payee = bank.open("uk");
        String deposit = bank.deposit(account, 100).expect(201).text("depositId");
        String withdrawal = bank.withdraw(account, 30).expect(201).text("withdrawalId");
        String hold = bank.hold(account, 20).expect(201).text("holdId");
        String capture = bank.capture(hold, payee, 20).expect(201).text("transferId");
        bank.reverse(withdrawal).expect(201);
        bank.reverse(capture).expect(201);
        assertThat(bank.balance(account)).isEqualTo(100);
        bank.reverse(deposit).expect(201);
        assertThat(bank.balance(account)).isZero();
        bank.reverse(hold).expect(404, "NOT_FOUND");
    }

    @Test
    void what_was_spent_or_is_held_cannot_be_taken_back() {
        String payer = bank.openWith("uk", 100);
        String payee = bank.open("uk");
        String transfer = bank.transfer(payer, payee, 60).expect(201).text("transferId");
        String hold = bank.hold(payee, 1).expect(201).text("holdId");
        bank.reverse(transfer).expect(422, "INSUFFICIENT_FUNDS");
        bank.voiding(hold).expect(200);
        bank.withdraw(payee, 1).expect(201);
        bank.reverse(transfer).expect(422, "INSUFFICIENT_FUNDS");
        bank.deposit(payee, 1).expect(201);
        bank.reverse(transfer).expect(201);
    }

    @Test
    void frozen_accounts_do_not_stand_in_the_way_and_closed_ones_do() {
        String payer = bank.openWith("uk", 100);
        String payee = bank.open("uk");
        String transfer = bank.transfer(payer, payee, 60).expect(201).text("transferId");
        bank.change(payer, "freeze").expect(200);
        bank.change(payee, "freeze").expect(200);
        bank.reverse(transfer).expect(201);
        String other = bank.openWith("uk", 5);
        String withdrawal = bank.withdraw(other, 5).expect(201).text("withdrawalId");
        bank.change(other, "close").expect(200);
        bank.reverse(withdrawal).expect(422, "ACCOUNT_CLOSED");
    }

    @Test
    void of_many_reversals_at_once_one_happens() {
        String payer = bank.openWith("uk", 100);
        String payee = bank.openWith("uk", 1_000);
        String transfer = bank.transfer(payer, payee, 10).expect(201).text("transferId");
        List<Answer> answers = Together.clients(32, Duration.ofSeconds(60), i -> bank.reverse(transfer));
        assertThat(answers.stream().filter(Answer::isSuccess)).hasSize(1);
        assertThat(answers.stream().filter(answer -> !answer.isSuccess()).map(Answer::code))
                .hasSize(31)
                .containsOnly("ALREADY_REVERSED");
        assertThat(bank.balance(payer)).isEqualTo(100);
    }

    @Test
    void a_repeated_reversal_with_its_key_is_answered() {
        String deposit = bank.deposit(bank.open("uk"), 9).expect(201).text("depositId");
        String path = "/api/transfers/" + deposit + "/reversal";
        String key = Bank.unique("key");
        Answer first = bank.api().post(path, Map.of("reason", "r"), key).expect(201);
        assertThat(bank.api().post(path, Map.of("reason", "r"), key).expect(201).body())
                .isEqualTo(first.body());
        bank.api().post(path, Map.of("reason", "other"), key).expect(409, "IDEMPOTENCY_MISMATCH");
    }
}
