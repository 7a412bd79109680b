package dev.flare.command.model;

import dev.flare.messages.shared.RefusalCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A ledger in plain words, which knows nothing of events: what the real one has to answer. */
final class Model {

    enum Status {
        UNKNOWN,
        OPEN,
        FROZEN,
        CLOSED
    }

    static final class Account {
        Status status = Status.UNKNOWN;
        long balance;
        long limit;
    }

    static final class Hold {
        final int account;
        final long amount;
        final @Nullable Long over;

        @Nullable
        RefusalCode ended;

        Hold(int account, long amount, @Nullable Long over) {
            this.account = account;
            this.amount = amount;
            this.over = over;
        }
    }

    /** Money went from one account to another; -1 is the world. */
    static final class Movement {
        final int from;
        final int to;
        final long amount;
        final boolean isReversal;
        boolean reversed;

        Movement(int from, int to, long amount, boolean isReversal) {
            this.from = from;
            this.to = to;
            this.amount = amount;
            this.isReversal = isReversal;
        }
    }

    static final int WORLD = -1;

    final List<Account> accounts = new ArrayList<>();
    final List<Hold> holds = new ArrayList<>();
    final List<Movement> movements = new ArrayList<>();
    private long now;

    Model(int accounts) {
        for (int i = 0; i < accounts; i++) {
            this.accounts.add(new Account());
        }
    }

    long held(int account) {
        return holds.stream()
                .filter(hold -> hold.account == account && hold.ended == null && !isOver(hold))
                .mapToLong(hold -> hold.amount)
                .sum();
    }

    long available(int account) {
        return accounts.get(account).balance + accounts.get(account).limit - held(account);
    }

    private boolean isOver(Hold hold) {
        return hold.over != null && now >= hold.over;
    }

    /** Does it, or says why not. */
    @Nullable
    RefusalCode take(Action action) {
        return switch (action) {
            case Action.Open open -> open(open);
            case Action.Deposit deposit -> move(WORLD, deposit.account(), deposit.amount());
            case Action.Withdraw withdraw -> move(withdraw.account(), WORLD, withdraw.amount());
            case Action.Transfer transfer -> move(transfer.from(), transfer.to(), transfer.amount());
            case Action.Hold hold -> hold(hold);
            case Action.Capture capture -> capture(capture);
            case Action.Void voided -> end(voided.hold(), RefusalCode.HOLD_VOIDED);
            case Action.Expire expire -> expire(expire.hold());
            case Action.Reverse reverse -> reverse(movements.get(reverse.movement()));
            case Action.Freeze freeze -> status(freeze.account(), Status.FROZEN);
            case Action.Unfreeze unfreeze -> status(unfreeze.account(), Status.OPEN);
            case Action.Close close -> status(close.account(), Status.CLOSED);
            case Action.Wait wait -> {
                now += wait.seconds();
                yield null;
            }
        };
    }

    private @Nullable RefusalCode open(Action.Open open) {
        Account account = accounts.get(open.account());
        if (account.status != Status.UNKNOWN) {
            return RefusalCode.ALREADY_EXISTS;
        }
        account.status = Status.OPEN;
        account.limit = open.overdraftLimit();
        return null;
    }

    private @Nullable RefusalCode exists(int account) {
        return switch (accounts.get(account).status) {
            case UNKNOWN -> RefusalCode.NOT_FOUND;
            case CLOSED -> RefusalCode.ACCOUNT_CLOSED;
            case OPEN, FROZEN -> null;
        };
    }

    private @Nullable RefusalCode usable(int account) {
        if (account == WORLD) {
            return null;
        }
        return accounts.get(account).status == Status.FROZEN ? RefusalCode.ACCOUNT_FROZEN : exists(account);
    }

    private @Nullable RefusalCode move(int from, int to, long amount) {
        RefusalCode refusal = usable(from) == null ? usable(to) : usable(from);
        if (refusal != null) {
            return refusal;
        }
        if (from != WORLD && available(from) < amount) {
            return RefusalCode.INSUFFICIENT_FUNDS;
        }
        moved(from, to, amount, false);
        return null;
    }

    private void moved(int from, int to, long amount, boolean isReversal) {
        if (from != WORLD) {
            accounts.get(from).balance -= amount;
        }
        if (to != WORLD) {
            accounts.get(to).balance += amount;
        }
        movements.add(new Movement(from, to, amount, isReversal));
    }

    private @Nullable RefusalCode hold(Action.Hold hold) {
        RefusalCode refusal = usable(hold.account());
        if (refusal == null && available(hold.account()) < hold.amount()) {
            refusal = RefusalCode.INSUFFICIENT_FUNDS;
        }
        if (refusal == null) {
            holds.add(new Hold(hold.account(), hold.amount(), hold.seconds() == null ? null : now + hold.seconds()));
        }
        return refusal;
    }

    private @Nullable RefusalCode inTime(Hold hold) {
        if (hold.ended == null && isOver(hold)) {
            return RefusalCode.HOLD_EXPIRED;
        }
        return hold.ended;
    }

    private @Nullable RefusalCode capture(Action.Capture capture) {
        Hold hold = holds.get(capture.hold());
        long amount = capture.amount() == null ? hold.amount : capture.amount();
        if (capture.to() == hold.account) {
            return RefusalCode.SAME_ACCOUNT;
        }
        for (RefusalCode refusal : new RefusalCode[] {inTime(hold), usable(hold.account), usable(capture.to())}) {
            if (refusal != null) {
                return refusal;
            }
        }
        if (amount > hold.amount) {
            return RefusalCode.INSUFFICIENT_FUNDS;
        }
        hold.ended = RefusalCode.HOLD_CAPTURED;
        moved(hold.account, capture.to(), amount, false);
        return null;
    }

    private @Nullable RefusalCode end(int number, RefusalCode how) {
        Hold hold = holds.get(number);
        RefusalCode refusal = inTime(hold);
        if (refusal == null) {
            hold.ended = how;
        }
        return refusal;
    }

    private RefusalCode expire(int number) {
        Hold hold = holds.get(number);
        if (hold.ended == null && !isOver(hold)) {
            return RefusalCode.CONFLICT;
        }
        if (hold.ended == null) {
            hold.ended = RefusalCode.HOLD_EXPIRED;
        }
        return hold.ended;
    }

    private @Nullable RefusalCode reverse(Movement movement) {
        if (movement.isReversal) {
            return RefusalCode.NOT_REVERSIBLE;
        }
        if (movement.reversed) {
            return RefusalCode.ALREADY_REVERSED;
        }
        for (int account : new int[] {movement.from, movement.to}) {
            if (account != WORLD && exists(account) != null) {
                return exists(account);
            }
        }
        if (movement.to != WORLD && available(movement.to) < movement.amount) {
            return RefusalCode.INSUFFICIENT_FUNDS;
        }
        movement.reversed = true;
        moved(movement.to, movement.from, movement.amount, true);
        return null;
    }

    private @Nullable RefusalCode status(int number, Status after) {
        Account account = accounts.get(number);
        RefusalCode refusal =
                switch (after) {
                    case FROZEN -> usable(number);
                    case OPEN ->
                        exists(number) == null && account.status == Status.OPEN
                                ? RefusalCode.ACCOUNT_NOT_FROZEN
                                : exists(number);
                    case CLOSED ->
                        exists(number) == null && (account.balance != 0 || held(number) != 0)
                                ? RefusalCode.ACCOUNT_NOT_EMPTY
                                : exists(number);
                    case UNKNOWN -> throw new IllegalArgumentException();
                };
        if (refusal == null) {
            account.status = after;
        }
        return refusal;
    }
}
