package dev.flare.command.clearing;

import static dev.flare.command.clearing.Crossing.ADA;
import static dev.flare.command.clearing.Crossing.BOB;
import static dev.flare.command.clearing.Crossing.EFFECTIVE;
import static dev.flare.command.clearing.Crossing.GBP;
import static dev.flare.command.clearing.Crossing.ID;
import static dev.flare.command.clearing.Crossing.RECEIVED;
import static dev.flare.command.clearing.Crossing.RETURNED;
import static dev.flare.command.clearing.Crossing.SENT;
import static dev.flare.command.clearing.Crossing.SETTLED;
import static dev.flare.command.clearing.Crossing.account;
import static dev.flare.command.clearing.Crossing.deposited;
import static dev.flare.command.clearing.Crossing.facts;
import static dev.flare.command.clearing.Crossing.opened;
import static dev.flare.command.clearing.Crossing.payer;
import static dev.flare.command.clearing.Crossing.reverse;
import static dev.flare.command.clearing.Crossing.sentBack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.command.account.Account;
import dev.flare.command.account.Payer;
import dev.flare.command.status.StatusDecision;
import dev.flare.command.transit.Transit;
import dev.flare.messages.ledger.AccountClosed;
import dev.flare.messages.ledger.AccountFrozen;
import dev.flare.messages.ledger.CloseAccount;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What leaves for another region, and what is sent back from there. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SendDecisionsTest {

    private static final Transit ARRIVED = Transit.of(List.of(RECEIVED));

    private static TransferSent send(Payer payer) {
        return SendDecision.decide(
                payer, new TransferMoney(ID, ADA, BOB, 70, GBP, "rent", EFFECTIVE, Map.of("flat", 7)));
    }

    private static void refused(ThrowingCallable call, RefusalCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, refusal -> assertThat(refusal.code())
                .isEqualTo(code));
    }

    @Test
    void what_the_payer_can_pay_leaves_at_once() {
        assertThat(send(payer(opened(ADA), deposited(ADA, 70)))).isEqualTo(SENT);
    }

    @Test
    void what_the_payers_account_says_no_to_is_refused_at_once() {
        refused(() -> send(payer()), RefusalCode.NOT_FOUND);
        refused(
                () -> send(payer(opened(ADA), deposited(ADA, 70), new AccountFrozen(ADA, "x"))),
                RefusalCode.ACCOUNT_FROZEN);
        refused(() -> send(payer(opened(ADA), new AccountClosed(ADA, "x"))), RefusalCode.ACCOUNT_CLOSED);
        refused(() -> send(payer(opened(ADA, new CurrencyCode("USD")))), RefusalCode.CURRENCY_MISMATCH);
        refused(() -> send(payer(opened(ADA), deposited(ADA, 69))), RefusalCode.INSUFFICIENT_FUNDS);
    }

    @Test
    void an_account_is_not_closed_while_a_transfer_may_come_back_to_it() {
        Account sent = account(ADA, List.of(opened(ADA), deposited(ADA, 70), SENT));
        CloseAccount close = new CloseAccount(ADA, "moves away");
        refused(() -> StatusDecision.decide(sent, close), RefusalCode.ACCOUNT_NOT_EMPTY);
        assertThat(StatusDecision.decide(sent.evolve(SETTLED), close)).isEqualTo(new AccountClosed(ADA, "moves away"));
    }

    @Test
    void only_what_has_arrived_for_good_is_taken_back_and_no_reversal_is() {
        assertThatCode(() -> SendBackDecision.checkArrived(SENT, Transit.of(List.of(SENT, SETTLED))))
                .doesNotThrowAnyException();
        refused(() -> SendBackDecision.checkArrived(SENT, Transit.of(List.of(SENT))), RefusalCode.CONFLICT);
        refused(
                () -> SendBackDecision.checkArrived(SENT, Transit.of(List.of(SENT, RETURNED))),
                RefusalCode.NOT_REVERSIBLE);
        TransferSent back = sentBack("au-x");
        refused(
                () -> SendBackDecision.checkArrived(back, Transit.of(List.of(back, SETTLED))),
                RefusalCode.NOT_REVERSIBLE);
    }

    @Test
    void whoever_received_sends_it_back_also_from_a_frozen_account() {
        Account bob = account(BOB, List.of(opened(BOB), RECEIVED));
        TransferSent expected = sentBack(reverse(SENT).transferId());
        assertThat(SendBackDecision.decide(facts(false, ARRIVED, bob), reverse(SENT)))
                .isEqualTo(expected);
        Account frozen = bob.evolve(new AccountFrozen(BOB, "court order"));
        assertThat(SendBackDecision.decide(facts(false, ARRIVED, frozen), reverse(SENT)))
                .isEqualTo(expected);
    }

    @Test
    void it_is_sent_back_once_and_never_more_than_there_is() {
        Account bob = account(BOB, List.of(opened(BOB), RECEIVED));
        Account poor = account(BOB, List.of(opened(BOB), deposited(BOB, 69)));
        refused(() -> SendBackDecision.decide(facts(true, ARRIVED, bob), reverse(SENT)), RefusalCode.ALREADY_REVERSED);
        refused(() -> SendBackDecision.decide(facts(false, Transit.NOTHING, bob), reverse(SENT)), RefusalCode.CONFLICT);
        refused(
                () -> SendBackDecision.decide(facts(false, ARRIVED, poor), reverse(SENT)),
                RefusalCode.INSUFFICIENT_FUNDS);
        Account closed = bob.evolve(new AccountClosed(BOB, "x"));
        refused(
                () -> SendBackDecision.decide(facts(false, ARRIVED, closed), reverse(SENT)),
                RefusalCode.ACCOUNT_CLOSED);
    }
}
