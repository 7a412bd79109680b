package dev.flare.integration.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What may be done with an account, and what every moment says of it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AccountStatusTest {

    private final Bank bank = Flare.shared().bank();

    private String status(String account, String moment) {
        return bank.account(account, moment).required("status").stringValue();
    }

    @Test
    void a_frozen_account_neither_pays_nor_is_paid() {
        String account = bank.openWith("uk", 100);
        String other = bank.openWith("uk", 100);
        String hold = bank.hold(account, 10).expect(201).text("holdId");
        Answer frozen = bank.change(account, "freeze").expect(200);
        assertThat(frozen.text("accountId")).isEqualTo(account);
        bank.deposit(account, 1).expect(422, "ACCOUNT_FROZEN");
        bank.withdraw(account, 1).expect(422, "ACCOUNT_FROZEN");
        assertThat(bank.transfer(account, other, 1)
                        .expect(422, "ACCOUNT_FROZEN")
                        .text("field"))
                .isEqualTo("from");
        assertThat(bank.transfer(other, account, 1)
                        .expect(422, "ACCOUNT_FROZEN")
                        .text("field"))
                .isEqualTo("to");
        bank.hold(account, 1).expect(422, "ACCOUNT_FROZEN");
        bank.capture(hold, other, 1).expect(422, "ACCOUNT_FROZEN");
        bank.change(account, "freeze").expect(422, "ACCOUNT_FROZEN");
        bank.voiding(hold).expect(200);
        bank.change(account, "unfreeze").expect(200);
        bank.transfer(other, account, 1).expect(201);
        bank.change(account, "unfreeze").expect(422, "ACCOUNT_NOT_FROZEN");
    }

    @Test
    void only_an_empty_account_is_closed_and_for_ever() {
        String account = bank.openWith("uk", 100);
        bank.change(account, "close").expect(422, "ACCOUNT_NOT_EMPTY");
        String hold = bank.hold(account, 100).expect(201).text("holdId");
        String payee = bank.open("uk");
        bank.capture(hold, payee, 100).expect(201);
        bank.change(account, "close").expect(200);
        bank.deposit(account, 1).expect(422, "ACCOUNT_CLOSED");
        bank.transfer(payee, account, 1).expect(422, "ACCOUNT_CLOSED");
        bank.change(account, "close").expect(422, "ACCOUNT_CLOSED");
        bank.change(account, "freeze").expect(422, "ACCOUNT_CLOSED");
        bank.change(account, "unfreeze").expect(422, "ACCOUNT_CLOSED");
        bank.openAs(account, 0).expect(409, "ALREADY_EXISTS");
    }

    @Test
    void debts_and_holds_keep_an_account_open() {
        String debtor = bank.open("uk", 100);
        bank.withdraw(debtor, 1).expect(201);
        bank.change(debtor, "close").expect(422, "ACCOUNT_NOT_EMPTY");
        String holder = bank.open("uk", 100);
        bank.hold(holder, 1).expect(201);
        bank.change(holder, "close").expect(422, "ACCOUNT_NOT_EMPTY");
    }

    @Test
    void every_past_moment_says_what_the_account_was_then() {
        String account = bank.open("au");
        long open = bank.head("au");
        long frozen = bank.change(account, "freeze").expect(200).position();
        long unfrozen = bank.change(account, "unfreeze").expect(200).position();
        long closed = bank.change(account, "close").expect(200).position();
        assertThat(status(account, "position=" + open)).isEqualTo("OPEN");
        assertThat(status(account, "position=" + frozen)).isEqualTo("FROZEN");
        assertThat(status(account, "position=" + unfrozen)).isEqualTo("OPEN");
        assertThat(status(account, "position=" + closed)).isEqualTo("CLOSED");
        assertThat(status(account, "minPosition=" + closed)).isEqualTo("CLOSED");
        assertThat(bank.api()
                        .get("/api/accounts?status=CLOSED&pageSize=1000&minPosition=au:" + closed)
                        .expect(200)
                        .body())
                .contains(account);
    }

    @Test
    void nobody_and_reserved_accounts_are_refused() {
        bank.change(Bank.fresh("uk"), "freeze").expect(404, "NOT_FOUND");
        bank.change("uk-world", "freeze").expect(422, "RESERVED_ACCOUNT");
        bank.change("uk-clearing", "close").expect(422, "RESERVED_ACCOUNT");
        bank.change("zz-1", "freeze").expect(404, "NOT_FOUND");
    }
}
