package dev.flare.command.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.command.account.Account;
import dev.flare.command.account.Holds;
import dev.flare.command.account.Payee;
import dev.flare.command.account.Payer;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyDeposited;
import dev.flare.messages.ledger.MoneyTransferred;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.view.AccountStatus;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Given events, when a transfer, then an event or a refusal. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TransferDecisionTest {

    private static final AccountId ADA = new AccountId("uk-ada");
    private static final AccountId BOB = new AccountId("uk-bob");
    private static final CurrencyCode GBP = new CurrencyCode("GBP");
    private static final CurrencyCode USD = new CurrencyCode("USD");

    private static LedgerEvent opened(AccountId id, CurrencyCode currency, long overdraftLimit) {
        return new AccountOpened(id, currency, "somebody", overdraftLimit, Map.of());
    }

    private static LedgerEvent deposited(AccountId id, long amount) {
        return new MoneyDeposited(
                "uk-d", GBP, Posting.move(new Region("uk").world(), id, amount), null, null, Map.of());
    }

    private static MoneyTransferred transferred(long amount) {
        return new MoneyTransferred("uk-t", GBP, Posting.move(ADA, BOB, amount), null, "rent", Map.of());
    }

    private static Account given(AccountId id, LedgerEvent... events) {
        Account account = Account.unknown(id);
        for (LedgerEvent event : events) {
            account = account.evolve(event);
        }
        return account;
    }

    private static MoneyTransferred when(Account from, Account to, long amount) {
        return TransferDecision.decide(
                new Payer(from),
                new Payee(to),
                new TransferMoney("uk-t", from.id(), to.id(), amount, GBP, "rent", null, Map.of()));
    }

    private static void thenRefused(Account from, Account to, long amount, RefusalCode code, String field) {
        assertThatThrownBy(() -> when(from, to, amount)).isInstanceOfSatisfying(RefusedException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.field()).isEqualTo(field);
        });
    }

    @Test
    void money_moves_from_one_to_the_other() {
        Account ada = given(ADA, opened(ADA, GBP, 0), deposited(ADA, 100));
        Account bob = given(BOB, opened(BOB, GBP, 0));
        assertThat(when(ada, bob, 100)).isEqualTo(transferred(100));
        assertThat(ada.evolve(transferred(100)).balance()).isZero();
        assertThat(bob.evolve(transferred(100)).balance()).isEqualTo(100);
    }

    @Test
    void refusals_come_in_their_order() {
        Account nobody = given(ADA);
        Account noOne = given(BOB);
        Account dollars = given(ADA, opened(ADA, USD, 0));
        Account poor = given(ADA, opened(ADA, GBP, 0), deposited(ADA, 99));
        Account bob = given(BOB, opened(BOB, GBP, 0));
        Account bobsDollars = given(BOB, opened(BOB, USD, 0));
        thenRefused(nobody, noOne, 100, RefusalCode.NOT_FOUND, "from");
        thenRefused(dollars, noOne, 100, RefusalCode.NOT_FOUND, "to");
        thenRefused(dollars, bob, 100, RefusalCode.CURRENCY_MISMATCH, "currency");
        thenRefused(poor, bobsDollars, 100, RefusalCode.CURRENCY_MISMATCH, "currency");
        thenRefused(poor, bob, 100, RefusalCode.INSUFFICIENT_FUNDS, "amount");
    }

    @Test
    void a_balance_that_would_be_too_large_to_count_is_refused() {
        Account ada = given(ADA, opened(ADA, GBP, 1_000));
        Account rich = new Account(BOB, AccountStatus.OPEN, GBP, Long.MAX_VALUE / 2, 0, Holds.NONE, 0);
        thenRefused(ada, rich, 1, RefusalCode.AMOUNT_OVERFLOW, "amount");
    }

    @Property
    void nobody_ends_below_the_overdraft_limit(
            @ForAll @LongRange(min = 1, max = 1_000) long deposit,
            @ForAll @LongRange(min = 0, max = 1_000) long limit,
            @ForAll List<@LongRange(min = 1, max = 400) Long> amounts) {
        Account ada = given(ADA, opened(ADA, GBP, limit), deposited(ADA, deposit));
        Account bob = given(BOB, opened(BOB, GBP, 0));
        for (long amount : amounts) {
            try {
                MoneyTransferred event = when(ada, bob, amount);
                ada = ada.evolve(event);
                bob = bob.evolve(event);
            } catch (RefusedException refusal) {
                assertThat(ada.available()).isLessThan(amount);
            }
            assertThat(ada.balance()).isGreaterThanOrEqualTo(-limit);
            assertThat(ada.balance() + bob.balance()).isEqualTo(deposit);
        }
    }
}
