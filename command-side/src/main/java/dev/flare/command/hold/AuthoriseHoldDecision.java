package dev.flare.command.hold;

import dev.flare.command.account.Payer;
import dev.flare.command.account.Roles;
import dev.flare.messages.ledger.AuthoriseHold;
import dev.flare.messages.ledger.HoldAuthorised;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.RefusedException;
import java.time.Instant;

/** May part of an account's money be held? Whenever it could be spent. */
public final class AuthoriseHoldDecision {

    private AuthoriseHoldDecision() {}

    public static HoldAuthorised decide(Payer payer, AuthoriseHold command, Instant now) {
        if (command.expiresAt() != null && !command.expiresAt().isAfter(now)) {
            throw RefusedException.invalid("expiresAt", "expiresAt must be later than now, which is " + now);
        }
        CurrencyCode currency = Roles.usable(payer.account(), "account");
        payer.checkFunds(command.amount());
        return new HoldAuthorised(
                command.holdId(),
                command.accountId(),
                currency,
                command.amount(),
                command.expiresAt(),
                command.reference(),
                command.metadata());
    }
}
