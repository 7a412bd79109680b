package dev.flare.command.reversal;

import dev.flare.command.account.Account;
import dev.flare.command.account.Facts;
import dev.flare.command.account.Roles;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.MoneyReversed;
import dev.flare.messages.ledger.ReverseMoney;
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
        if (original instanceof MoneyReversed) {
            throw new RefusedException(
                    RefusalCode.NOT_REVERSIBLE, "a reversal is not reversed; make a transfer instead", "transferId");
        }
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
