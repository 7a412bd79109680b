package dev.flare.command.clearing;

import dev.flare.command.account.Account;
import dev.flare.command.account.Facts;
import dev.flare.command.account.Payee;
import dev.flare.command.account.Payer;
import dev.flare.command.transit.Transit;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.HaltTransfer;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyDeposited;
import dev.flare.messages.ledger.ReceiveTransfer;
import dev.flare.messages.ledger.ResumeTransfer;
import dev.flare.messages.ledger.ReturnTransfer;
import dev.flare.messages.ledger.ReverseTransfer;
import dev.flare.messages.ledger.SettleTransfer;
import dev.flare.messages.ledger.TransferHalted;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferResumed;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.ledger.TransferSettled;
import dev.flare.messages.ledger.TransferStep;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.Region;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A transfer of 70 from Ada in one region to Bob in another, as events and commands. */
final class Crossing {

    static final Region UK = new Region("uk");
    static final Region AU = new Region("au");
    static final AccountId ADA = new AccountId("uk-ada");
    static final AccountId BOB = new AccountId("au-bob");
    static final CurrencyCode GBP = new CurrencyCode("GBP");
    static final Instant EFFECTIVE = Instant.parse("2026-01-31T12:00:00Z");
    static final String ID = "uk-0000000000000000000000000000000a";

    static final TransferSent SENT = new TransferSent(
            ID, BOB, GBP, Posting.move(ADA, UK.clearing(), 70), EFFECTIVE, "rent", null, Map.of("flat", 7));
    static final TransferReceived RECEIVED = new TransferReceived(
            ID, ADA, GBP, Posting.move(AU.clearing(), BOB, 70), EFFECTIVE, "rent", Map.of("flat", 7));
    static final TransferSettled SETTLED = new TransferSettled(ID, ADA);
    static final TransferReturned RETURNED =
            new TransferReturned(ID, GBP, Posting.move(UK.clearing(), ADA, 70), "rent", null);

    static final ReceiveTransfer CREDIT = new ReceiveTransfer(ID, SENT.terms());
    static final SettleTransfer SETTLE = new SettleTransfer(ID, UK);
    static final ReturnTransfer RETURN = new ReturnTransfer(ID, UK);

    private Crossing() {}

    static HaltTransfer halt(String alert) {
        return new HaltTransfer(ID, AU, alert);
    }

    static ResumeTransfer resume(String alert) {
        return new ResumeTransfer(ID, AU, alert);
    }

    static TransferHalted halted(String alert) {
        return new TransferHalted(ID, alert);
    }

    static TransferResumed resumed(String alert) {
        return new TransferResumed(ID, alert);
    }

    /** With the same amount, the other way. */
    static TransferSent sentBack(String id) {
        return new TransferSent(id, ADA, GBP, Posting.move(BOB, AU.clearing(), 70), null, "by mistake", ID, Map.of());
    }

    static ReverseTransfer reverse(TransferSent original) {
        return new ReverseTransfer("au-0000000000000000000000000000000b", original, "by mistake");
    }

    static AccountOpened opened(AccountId id) {
        return opened(id, GBP);
    }

    static AccountOpened opened(AccountId id, CurrencyCode currency) {
        return new AccountOpened(id, currency, null, 0, Map.of());
    }

    static MoneyDeposited deposited(AccountId id, long amount) {
        return new MoneyDeposited("x", GBP, Posting.move(id.region().world(), id, amount), null, null, Map.of());
    }

    static Account account(AccountId id, List<? extends LedgerEvent> events) {
        Account account = Account.unknown(id);
        for (LedgerEvent event : events) {
            account = event.accounts().contains(id) ? account.evolve(event) : account;
        }
        return account;
    }

    static Payer payer(LedgerEvent... events) {
        return new Payer(account(ADA, List.of(events)));
    }

    static Facts facts(boolean reversed, Transit transit, Account... accounts) {
        Map<AccountId, Account> byId = new HashMap<>();
        for (Account account : accounts) {
            byId.put(account.id(), account);
        }
        return new Facts(byId, reversed, transit);
    }

    /** What a region that knows these events makes of a step. */
    static Optional<LedgerEvent> decide(List<? extends LedgerEvent> given, TransferStep step) {
        return decide(given, account(BOB, given), step);
    }

    static Optional<LedgerEvent> decide(List<? extends LedgerEvent> given, Account payee, TransferStep step) {
        Transit transit = Transit.of(given);
        return switch (step) {
            case ReceiveTransfer receive -> ReceiveDecision.decide(transit, new Payee(payee), receive);
            case HaltTransfer halt -> HaltDecision.decide(transit, halt);
            case ResumeTransfer resume -> HaltDecision.decide(transit, resume);
            case SettleTransfer settle -> EndDecision.decide(transit, settle);
            case ReturnTransfer back -> EndDecision.decide(transit, back);
        };
    }
}
