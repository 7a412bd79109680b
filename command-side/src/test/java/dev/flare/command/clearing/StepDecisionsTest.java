package dev.flare.command.clearing;

import static dev.flare.command.clearing.Crossing.ADA;
import static dev.flare.command.clearing.Crossing.AU;
import static dev.flare.command.clearing.Crossing.BOB;
import static dev.flare.command.clearing.Crossing.CREDIT;
import static dev.flare.command.clearing.Crossing.GBP;
import static dev.flare.command.clearing.Crossing.ID;
import static dev.flare.command.clearing.Crossing.RECEIVED;
import static dev.flare.command.clearing.Crossing.RETURN;
import static dev.flare.command.clearing.Crossing.RETURNED;
import static dev.flare.command.clearing.Crossing.SENT;
import static dev.flare.command.clearing.Crossing.SETTLE;
import static dev.flare.command.clearing.Crossing.SETTLED;
import static dev.flare.command.clearing.Crossing.account;
import static dev.flare.command.clearing.Crossing.decide;
import static dev.flare.command.clearing.Crossing.deposited;
import static dev.flare.command.clearing.Crossing.halt;
import static dev.flare.command.clearing.Crossing.halted;
import static dev.flare.command.clearing.Crossing.opened;
import static dev.flare.command.clearing.Crossing.resume;
import static dev.flare.command.clearing.Crossing.resumed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.command.account.Account;
import dev.flare.command.account.Holds;
import dev.flare.messages.ledger.AccountClosed;
import dev.flare.messages.ledger.AccountFrozen;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.ReceiveTransfer;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferRefused;
import dev.flare.messages.ledger.TransferStep;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.TransferTerms;
import dev.flare.messages.view.AccountStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Given the events of a region, when a step, then an event or nothing. Among them the disorders that every saga meets. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StepDecisionsTest {

    private static final TransferRefused REFUSED =
            new TransferRefused(ID, RefusalCode.NOT_FOUND, "there is no account au-bob");

    private static void then(List<? extends LedgerEvent> given, TransferStep step, LedgerEvent event) {
        assertThat(decide(given, step)).contains(event);
    }

    private static void thenNothing(List<? extends LedgerEvent> given, TransferStep step) {
        assertThat(decide(given, step)).isEmpty();
    }

    private static void thenRefused(Account payee, ReceiveTransfer credit, RefusalCode code) {
        assertThat(decide(List.of(), payee, credit))
                .hasValueSatisfying(event -> assertThat(event).isInstanceOfSatisfying(TransferRefused.class, no -> {
                    assertThat(no.code()).isEqualTo(code);
                    assertThat(no.reason()).isNotBlank();
                }));
    }

    private static ReceiveTransfer credit(AccountId to, boolean reverses) {
        TransferTerms terms = SENT.terms();
        return new ReceiveTransfer(
                ID, new TransferTerms(ADA, to, 70, GBP, terms.reference(), null, reverses ? "au-x" : null, Map.of()));
    }

    @Test
    void what_was_sent_arrives_with_its_terms() {
        then(List.of(opened(BOB)), CREDIT, RECEIVED);
    }

    @Test
    void double_delivery_of_a_credit_changes_nothing() {
        thenNothing(List.of(opened(BOB), RECEIVED), CREDIT);
    }

    @Test
    void what_the_payees_account_says_no_to_is_refused_for_good() {
        Account bob = account(BOB, List.of(opened(BOB)));
        thenRefused(Account.unknown(BOB), CREDIT, RefusalCode.NOT_FOUND);
        thenRefused(bob.evolve(new AccountFrozen(BOB, "court order")), CREDIT, RefusalCode.ACCOUNT_FROZEN);
        thenRefused(bob.evolve(new AccountClosed(BOB, "gone")), CREDIT, RefusalCode.ACCOUNT_CLOSED);
        thenRefused(account(BOB, List.of(opened(BOB, new CurrencyCode("AUD")))), CREDIT, RefusalCode.CURRENCY_MISMATCH);
        thenRefused(
                new Account(BOB, AccountStatus.OPEN, GBP, Long.MAX_VALUE / 2, 0, Holds.NONE, 0),
                CREDIT,
                RefusalCode.AMOUNT_OVERFLOW);
        thenRefused(Account.unknown(AU.clearing()), credit(AU.clearing(), false), RefusalCode.RESERVED_ACCOUNT);
        thenNothing(List.of(REFUSED, opened(BOB)), CREDIT);
    }

    @Test
    void what_is_taken_back_passes_a_frozen_account_and_no_closed_one() {
        Account frozen = account(BOB, List.of(opened(BOB), new AccountFrozen(BOB, "court order")));
        assertThat(decide(List.of(), frozen, credit(BOB, true))).get().isInstanceOf(TransferReceived.class);
        thenRefused(
                account(BOB, List.of(opened(BOB), new AccountClosed(BOB, "gone"))),
                credit(BOB, true),
                RefusalCode.ACCOUNT_CLOSED);
    }

    @Test
    void hanging_a_credit_that_comes_after_the_halt_does_not_happen() {
        thenNothing(List.of(opened(BOB), halted("a")), CREDIT);
        thenNothing(List.of(halted("a")), CREDIT);
    }

    @Test
    void a_halt_holds_until_each_of_its_alerts_is_lifted() {
        then(List.of(opened(BOB), halted("a"), resumed("a")), CREDIT, RECEIVED);
        thenNothing(List.of(opened(BOB), halted("a"), halted("b"), resumed("a")), CREDIT);
        then(List.of(opened(BOB), halted("a"), halted("b"), resumed("a"), resumed("b")), CREDIT, RECEIVED);
    }

    @Test
    void null_compensation_a_halt_where_nothing_happened_yet_is_kept() {
        then(List.of(), halt("a"), halted("a"));
        thenNothing(List.of(halted("a")), halt("a"));
        then(List.of(halted("a")), halt("b"), halted("b"));
        then(List.of(RECEIVED), halt("a"), halted("a"));
    }

    @Test
    void a_halt_that_comes_after_its_end_is_void() {
        then(List.of(), resume("a"), resumed("a"));
        thenNothing(List.of(resumed("a")), halt("a"));
        thenNothing(List.of(halted("a"), resumed("a")), halt("a"));
        thenNothing(List.of(resumed("a")), resume("a"));
        then(List.of(opened(BOB), resumed("a")), CREDIT, RECEIVED);
    }

    @Test
    void what_arrived_is_settled_once_also_while_it_is_halted() {
        then(List.of(SENT), SETTLE, SETTLED);
        then(List.of(SENT, halted("a")), SETTLE, SETTLED);
        thenNothing(List.of(SENT, SETTLED), SETTLE);
        thenNothing(List.of(SENT, RETURNED), SETTLE);
        thenNothing(List.of(), SETTLE);
    }

    @Test
    void what_did_not_arrive_comes_back_once_and_not_after_it_was_settled() {
        then(List.of(SENT), RETURN, RETURNED);
        then(List.of(SENT, halted("a")), RETURN, RETURNED);
        then(List.of(opened(ADA), SENT, new AccountFrozen(ADA, "court order")), RETURN, RETURNED);
        thenNothing(List.of(SENT, RETURNED), RETURN);
        thenNothing(List.of(SENT, SETTLED), RETURN);
    }

    @Test
    void null_compensation_what_was_never_sent_does_not_come_back() {
        thenNothing(List.of(), RETURN);
        thenNothing(List.of(halted("a")), RETURN);
    }

    @Test
    void an_account_counts_what_it_sent_until_that_is_settled_or_came_back() {
        List<LedgerEvent> before = List.of(opened(ADA), deposited(ADA, 70));
        Account sent = account(ADA, before).evolve(SENT);
        assertThat(sent.openTransfers()).isEqualTo(1);
        assertThat(sent.balance()).isZero();
        assertThat(sent.evolve(SETTLED).openTransfers()).isZero();
        assertThat(sent.evolve(SETTLED).balance()).isZero();
        assertThat(sent.evolve(RETURNED)).isEqualTo(account(ADA, before));
    }
}
