package dev.flare.command.model;

import org.jspecify.annotations.Nullable;

/**
 * What a client may try, in small numbers so that it collides with what was tried before. Accounts, holds and movements are
 * counted from 0 in the order in which they came to be.
 */
sealed interface Action {

    record Open(int account, long overdraftLimit) implements Action {}

    record Deposit(int account, long amount) implements Action {}

    record Withdraw(int account, long amount) implements Action {}

    record Transfer(int from, int to, long amount) implements Action {}

    record Hold(int account, long amount, @Nullable Integer seconds) implements Action {}

    record Capture(int hold, int to, @Nullable Long amount) implements Action {}

    record Void(int hold) implements Action {}

    record Expire(int hold) implements Action {}

    record Reverse(int movement) implements Action {}

    record Freeze(int account) implements Action {}

    record Unfreeze(int account) implements Action {}

    record Close(int account) implements Action {}

    record Wait(int seconds) implements Action {}
}
