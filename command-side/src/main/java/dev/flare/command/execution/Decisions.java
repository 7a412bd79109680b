package dev.flare.command.execution;

import dev.flare.command.account.Facts;
import dev.flare.command.account.Hold;
import dev.flare.command.account.OpenAccountDecision;
import dev.flare.command.batch.TransferBatchDecision;
import dev.flare.command.clearing.EndDecision;
import dev.flare.command.clearing.HaltDecision;
import dev.flare.command.clearing.ReceiveDecision;
import dev.flare.command.clearing.SendBackDecision;
import dev.flare.command.clearing.SendDecision;
import dev.flare.command.deposit.DepositDecision;
import dev.flare.command.hold.AuthoriseHoldDecision;
import dev.flare.command.hold.CaptureHoldDecision;
import dev.flare.command.hold.EndHoldDecision;
import dev.flare.command.hold.HeldMoney;
import dev.flare.command.reversal.ReversalDecision;
import dev.flare.command.status.StatusDecision;
import dev.flare.command.transfer.TransferDecision;
import dev.flare.command.withdrawal.WithdrawalDecision;
import dev.flare.messages.ledger.AuthoriseHold;
import dev.flare.messages.ledger.CaptureHold;
import dev.flare.messages.ledger.ChangeAccountStatus;
import dev.flare.messages.ledger.CloseAccount;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.ExpireHold;
import dev.flare.messages.ledger.FreezeAccount;
import dev.flare.messages.ledger.HaltTransfer;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.ledger.ReceiveTransfer;
import dev.flare.messages.ledger.ResumeTransfer;
import dev.flare.messages.ledger.ReturnTransfer;
import dev.flare.messages.ledger.ReverseMoney;
import dev.flare.messages.ledger.ReverseTransfer;
import dev.flare.messages.ledger.SettleTransfer;
import dev.flare.messages.ledger.TransferBatch;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.ledger.TransferStep;
import dev.flare.messages.ledger.UnfreezeAccount;
import dev.flare.messages.ledger.VoidHold;
import dev.flare.messages.ledger.WithdrawMoney;
import dev.flare.messages.shared.AccountId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The table of the ledger: for each command what its decision rests on, and who decides. */
final class Decisions {

    private final NamedEvents namedEvents;
    private final Clock clock;

    Decisions(NamedEvents namedEvents, Clock clock) {
        this.namedEvents = namedEvents;
        this.clock = clock;
    }

    Decision on(LedgerCommand command) {
        return switch (command) {
            case OpenAccount open ->
                one(Boundary.payee(open.accountId()), f -> OpenAccountDecision.decide(f.payee(open.accountId()), open));
            case CloseAccount close -> spending(Boundary.payer(close.accountId()), f -> status(f, close));
            case FreezeAccount freeze ->
                one(Boundary.payee(freeze.accountId()), f -> status(f, freeze).getFirst());
            case UnfreezeAccount unfreeze ->
                one(Boundary.payee(unfreeze.accountId()), f -> status(f, unfreeze)
                        .getFirst());
            case DepositMoney deposit ->
                one(
                        Boundary.payee(deposit.accountId()),
                        f -> DepositDecision.decide(f.payee(deposit.accountId()), deposit));
            case WithdrawMoney withdraw ->
                spending(
                        Boundary.payer(withdraw.accountId()),
                        f -> List.of(WithdrawalDecision.decide(f.payer(withdraw.accountId()), withdraw)));
            case TransferMoney transfer -> transfer(transfer);
            case TransferBatch batch ->
                spending(Boundary.transfers(batch.transfers()), f -> TransferBatchDecision.decide(f, batch));
            case ReverseMoney reverse -> reversal(reverse);
            case ReverseTransfer reverse ->
                spending(
                        Boundary.sendingBack(
                                reverse.original().to(), reverse.original().transferId()),
                        f -> List.of(SendBackDecision.decide(f, reverse)));
            case AuthoriseHold authorise ->
                spending(
                        Boundary.payer(authorise.accountId()),
                        f -> List.of(AuthoriseHoldDecision.decide(
                                f.payer(authorise.accountId()), authorise, clock.instant())));
            case CaptureHold capture -> capture(capture);
            case VoidHold voiding ->
                ending(voiding.holdId(), held -> EndHoldDecision.decide(held, voiding, clock.instant()));
            case ExpireHold expire ->
                ending(expire.holdId(), held -> EndHoldDecision.decide(held, expire, clock.instant()));
            case TransferStep step -> step(step);
        };
    }

    /** Within a region both accounts are decided on at once. What goes to another one the payer alone decides. */
    private Decision transfer(TransferMoney transfer) {
        AccountId from = transfer.from();
        return transfer.to().region().equals(from.region())
                ? spending(
                        Boundary.transfer(from, transfer.to()),
                        f -> List.of(TransferDecision.decide(f.payer(from), f.payee(transfer.to()), transfer)))
                : spending(Boundary.payer(from), f -> List.of(SendDecision.decide(f.payer(from), transfer)));
    }

    private static Decision step(TransferStep step) {
        return switch (step) {
            case ReceiveTransfer receive ->
                any(
                        Boundary.arrival(receive.terms().to(), receive.transactionId()),
                        f -> ReceiveDecision.decide(
                                f.transit(), f.payee(receive.terms().to()), receive));
            case HaltTransfer halt ->
                any(Boundary.transaction(halt.transactionId()), f -> HaltDecision.decide(f.transit(), halt));
            case ResumeTransfer resume ->
                any(Boundary.transaction(resume.transactionId()), f -> HaltDecision.decide(f.transit(), resume));
            case SettleTransfer settle ->
                any(Boundary.transaction(settle.transactionId()), f -> EndDecision.decide(f.transit(), settle));
            case ReturnTransfer back ->
                any(Boundary.transaction(back.transactionId()), f -> EndDecision.decide(f.transit(), back));
        };
    }

    private static List<LedgerEvent> status(Facts facts, ChangeAccountStatus command) {
        return List.of(StatusDecision.decide(facts.account(command.accountId()), command));
    }

    private Decision reversal(ReverseMoney reverse) {
        MoneyEvent original = namedEvents.movement(reverse.reverses());
        return spending(
                Boundary.reversal(original, reverse.reverses()),
                f -> List.of(ReversalDecision.decide(original, f, reverse)));
    }

    private Decision capture(CaptureHold capture) {
        HoldAuthorised authorised = namedEvents.hold(capture.holdId());
        AccountId from = authorised.accountId();
        CaptureHoldDecision.checkParties(authorised, capture);
        return one(
                Boundary.transfer(from, capture.to()),
                f -> CaptureHoldDecision.decide(
                        held(authorised, f), f.payer(from), f.payee(capture.to()), capture, clock.instant()));
    }

    private Decision ending(String holdId, Function<HeldMoney, LedgerEvent> decide) {
        HoldAuthorised authorised = namedEvents.hold(holdId);
        return one(Boundary.payer(authorised.accountId()), f -> decide.apply(held(authorised, f)));
    }

    /** How it ended is looked up after its account was read: the account knows first. */
    private HeldMoney held(HoldAuthorised authorised, Facts facts) {
        Hold open = facts.account(authorised.accountId()).holds().open(authorised.holdId());
        return new HeldMoney(authorised, open, open == null ? namedEvents.endOf(authorised.holdId()) : null);
    }

    private static Decision one(Boundary boundary, Function<Facts, LedgerEvent> decide) {
        return new Decision(boundary, facts -> List.of(decide.apply(facts)));
    }

    private static Decision any(Boundary boundary, Function<Facts, Optional<LedgerEvent>> decide) {
        return new Decision(boundary, facts -> decide.apply(facts).stream().toList());
    }

    /** Holds whose time is over no longer stand in the way, also when nobody has recorded their end yet: it is done here. */
    private Decision spending(Boundary boundary, Function<Facts, List<LedgerEvent>> decide) {
        return new Decision(boundary, facts -> {
            List<LedgerEvent> expiries = expiries(boundary, facts);
            List<LedgerEvent> decided = decide.apply(facts.evolve(expiries));
            if (expiries.isEmpty()) {
                return decided;
            }
            expiries.addAll(decided);
            return expiries;
        });
    }

    private List<LedgerEvent> expiries(Boundary boundary, Facts facts) {
        Instant now = clock.instant();
        List<LedgerEvent> expiries = new ArrayList<>(0);
        boundary.payers().forEach(payer -> expiries.addAll(facts.expiries(payer, now)));
        return expiries;
    }
}
