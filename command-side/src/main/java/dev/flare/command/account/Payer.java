package dev.flare.command.account;

import dev.flare.messages.MessageNames;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An account from which money leaves: the decision rests on everything that happened to it. */
public record Payer(Account account) {

    /** The types of the events that a decision on this role rests on. */
    public static final Set<String> RESTS_ON = Stream.concat(
                    MessageNames.ACCOUNT_STATUS_EVENTS.stream(), MessageNames.MONEY_EVENTS.stream())
            .collect(Collectors.toUnmodifiableSet());

    /** Refuses when the amount is more than is available. */
    public void checkFunds(long amount) {
        if (account.available() < amount) {
            throw new RefusedException(
                    RefusalCode.INSUFFICIENT_FUNDS,
                    account.id() + " has " + account.available() + " available, not " + amount,
                    "amount");
        }
    }
}
