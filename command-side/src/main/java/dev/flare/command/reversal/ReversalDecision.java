package dev.flare.command.reversal;

import dev.flare.command.account.Account;
import dev.flare.command.account.Facts;
import dev.flare.command.account.Roles;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.ledger.MoneyDeposited;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.MoneyReversed;
import dev.flare.messages.ledger.MoneyTransferred;
import dev.flare.messages.ledger.MoneyWithdrawn;
import dev.flare.messages.ledger.ReverseMoney;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * May a movement be taken back? Once, also through frozen accounts, never through closed ones, and never more than whoever
 * received it has available.
 */
public final class ReversalDecision {

    private ReversalDecision() {}

    public static MoneyReversed decide(MoneyEvent original, Facts facts, ReverseMoney command) {
        checkReversible(original);
        if (facts.reversed()) {
            throw new RefusedException(
                    RefusalCode.ALREADY_REVERSED, command.reverses() + " was reversed already", "transferId");
        }
        List<Posting> opposite = opposite(original);
        opposite.stream().filter(posting -> !posting.account().isReserved()).forEach(posting -> check(facts, posting));
        return new MoneyReversed(
                command.reversalId(), command.reverses(), original.currency(), opposite, command.reason());
    }

    /** The postings that take a movement back, in the same order. */
    public static List<Posting> opposite(MoneyEvent original) {
        List<Posting> opposite = new ArrayList<>(original.postings().size());
        for (Posting posting : original.postings()) {
            opposite.add(new Posting(posting.account(), Math.negateExact(posting.amount())));
        }
        return opposite;
    }

    private static void checkReversible(MoneyEvent original) {
        switch (original) {
            case MoneyReversed reversal ->
                throw new RefusedException(
                        RefusalCode.NOT_REVERSIBLE,
                        "a reversal is not reversed; make a transfer instead",
                        "transferId");
            case TransferSent sent -> throw betweenRegions(original);
            case TransferReceived received -> throw betweenRegions(original);
            case TransferReturned returned -> throw betweenRegions(original);
            case MoneyDeposited deposited -> {}
            case MoneyWithdrawn withdrawn -> {}
            case MoneyTransferred transferred -> {}
            case HoldCaptured captured -> {}
        }
    }

    /** One region alone cannot take it back: {@link dev.flare.messages.ledger.ReverseTransfer} does. */
    private static RefusedException betweenRegions(MoneyEvent original) {
        return new RefusedException(
                RefusalCode.NOT_REVERSIBLE,
                original.transactionId() + " went to another region and is not taken back by this one",
                "transferId");
    }

    private static void check(Facts facts, Posting posting) {
        Account account = facts.account(posting.account());
        Roles.existing(account, "transferId");
        if (posting.amount() < 0) {
            facts.payer(account.id()).checkFunds(-posting.amount());
        } else {
            facts.payee(account.id()).checkRoom(posting.amount());
        }
    }
}
