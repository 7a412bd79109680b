package dev.flare.command.account;

import dev.flare.messages.shared.AccountId;

/** Both accounts of a transfer: one decision over the two of them. */
public record Parties(Payer payer, Payee payee) {

    /** Which two. */
    public record Id(AccountId from, AccountId to) {}
}
