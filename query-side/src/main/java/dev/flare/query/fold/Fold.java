package dev.flare.query.fold;

import dev.flare.messages.ledger.AccountClosed;
import dev.flare.messages.ledger.AccountFrozen;
import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.AccountStatusChanged;
import dev.flare.messages.ledger.AccountUnfrozen;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.ledger.HoldCaptured;
import dev.flare.messages.ledger.HoldReleased;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.ledger.TransferNotice;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.view.AccountStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * From events to state: the one function behind the views and behind every replay. Pure: the same events always give the same
 * state, whoever folds them and in whatever pieces.
 */
public final class Fold {

    /** Goes up with every change that makes the same events give another state; views folded by another version are rebuilt. */
    public static final int FOLD_VERSION = 2;

    private Fold() {}

    /**
     * What an event does to what was known before it.
     *
     * @throws IllegalStateException when the event contradicts the ones before it
     * @throws ArithmeticException when an amount overflows
     */
    public static Change step(Known known, Recorded recorded) {
        return switch (recorded.event()) {
            case AccountOpened opened -> opened(known, recorded, opened);
            case AccountFrozen frozen -> now(known, recorded, frozen, AccountStatus.FROZEN);
            case AccountUnfrozen unfrozen -> now(known, recorded, unfrozen, AccountStatus.OPEN);
            case AccountClosed closed -> now(known, recorded, closed, AccountStatus.CLOSED);
            case HoldAuthorised hold -> held(known, recorded, hold.accountId(), hold.amount());
            case HoldReleased released -> held(known, recorded, released.accountId(), -released.held());
            case MoneyEvent money -> moved(known, recorded, money);
            // How far a transfer between regions is, not what anybody has.
            case TransferNotice notice -> new Change(recorded.position(), List.of(), null);
        };
    }

    private static Change now(Known known, Recorded recorded, AccountStatusChanged event, AccountStatus status) {
        return changed(known, recorded, event.accountId(), account -> account.now(status, recorded.position()));
    }

    private static Change held(Known known, Recorded recorded, AccountId id, long amount) {
        return changed(known, recorded, id, account -> account.held(amount, recorded.position()));
    }

    /** A change of one account that moves no money. */
    private static Change changed(Known known, Recorded recorded, AccountId id, UnaryOperator<AccountState> change) {
        if (!known.follows(id.value())) {
            return new Change(recorded.position(), List.of(), null);
        }
        AccountState before = known.account(id.value());
        if (before == null) {
            throw contradiction(recorded, "changes an account that was never opened:", id);
        }
        Instant at = recorded.recordedAt();
        HistoryLine line = new HistoryLine(0, null, change.apply(before), null, at, Storable.instant(at), null);
        return new Change(recorded.position(), List.of(line), null);
    }

    private static Change opened(Known known, Recorded recorded, AccountOpened event) {
        String id = event.accountId().value();
        if (!known.follows(id)) {
            return new Change(recorded.position(), List.of(), null);
        }
        check(!event.accountId().isReserved(), recorded, "opens the reserved account", id);
        check(isIn(known, event.accountId()), recorded, "opens an account of another region:", id);
        check(known.account(id) == null, recorded, "opens an account again:", id);
        Instant at = recorded.recordedAt();
        HistoryLine line = new HistoryLine(0, null, state(recorded, event), null, at, Storable.instant(at), null);
        return new Change(recorded.position(), List.of(line), null);
    }

    private static AccountState state(Recorded recorded, AccountOpened event) {
        return new AccountState(
                event.accountId().value(),
                event.currency().value(),
                Storable.textOrNull(event.owner()),
                event.overdraftLimit(),
                Storable.json(event.metadata()),
                0,
                0,
                AccountStatus.OPEN,
                recorded.position(),
                recorded.position());
    }

    private static Change moved(Known known, Recorded recorded, MoneyEvent money) {
        Instant effectiveAt = effectiveAt(recorded, money);
        List<HistoryLine> lines = new ArrayList<>(money.postings().size());
        for (int i = 0; i < money.postings().size(); i++) {
            Posting posting = money.postings().get(i);
            check(isIn(known, posting.account()), recorded, "posts to another region:", posting);
            if (!posting.account().isReserved()
                    && known.follows(posting.account().value())) {
                lines.add(line(i, before(known, lines, recorded, posting), recorded, money, posting, effectiveAt));
            }
        }
        return new Change(recorded.position(), lines, totals(known, money, effectiveAt));
    }

    private static HistoryLine line(
            int number,
            AccountState before,
            Recorded recorded,
            MoneyEvent money,
            Posting posting,
            Instant effectiveAt) {
        check(before.currency().equals(money.currency().value()), recorded, "has another currency than", before);
        return new HistoryLine(
                number,
                posting.amount(),
                after(before, recorded, money, posting),
                Storable.text(money.transactionId()),
                recorded.recordedAt(),
                effectiveAt,
                Storable.textOrNull(money.reference()));
    }

    /** A capture releases all that was held, whatever part of it moves. */
    private static AccountState after(AccountState before, Recorded recorded, MoneyEvent money, Posting posting) {
        AccountState posted = before.posted(posting.amount(), recorded.position());
        boolean captured = money instanceof HoldCaptured && posting.amount() < 0;
        return captured ? posted.held(-((HoldCaptured) money).held(), recorded.position()) : posted;
    }

    /** An event may post to the same account twice: the second posting comes after the first. */
    private static AccountState before(Known known, List<HistoryLine> lines, Recorded recorded, Posting posting) {
        String id = posting.account().value();
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).after().accountId().equals(id)) {
                return lines.get(i).after();
            }
        }
        AccountState state = known.account(id);
        if (state == null) {
            throw contradiction(recorded, "posts to an account that was never opened:", posting);
        }
        return state;
    }

    private static @Nullable TotalsLine totals(Known known, MoneyEvent money, Instant effectiveAt) {
        Movement movement = Movement.of(money.postings());
        if (movement.isNothing()) {
            return null;
        }
        String currency = money.currency().value();
        return new TotalsLine(currency, movement, known.totals(currency).plus(movement), effectiveAt);
    }

    private static Instant effectiveAt(Recorded recorded, MoneyEvent money) {
        Instant given = money.effectiveAt();
        return Storable.instant(given == null ? recorded.recordedAt() : given);
    }

    private static boolean isIn(Known known, AccountId account) {
        String region = known.region().name();
        return account.value().startsWith(region) && account.value().charAt(region.length()) == '-';
    }

    private static void check(boolean holds, Recorded recorded, String otherwise, Object subject) {
        if (!holds) {
            throw contradiction(recorded, otherwise, subject);
        }
    }

    private static IllegalStateException contradiction(Recorded recorded, String what, Object subject) {
        return new IllegalStateException("event " + recorded.position() + ' ' + what + ' ' + subject);
    }
}
