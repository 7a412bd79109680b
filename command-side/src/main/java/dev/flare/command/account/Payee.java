package dev.flare.command.account;

import dev.flare.messages.MessageNames;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.util.Set;

/**
 * An account into which money comes: the decision rests only on whether it may be used, so that any number of payers credit
 * one payee without waiting for each other.
 */
public record Payee(Account account) {

    /** The types of the events that a decision on this role rests on. */
    public static final Set<String> RESTS_ON = MessageNames.ACCOUNT_STATUS_EVENTS;

    /**
     * Half of what fits into 64 bits. The balance that is compared may lack what others credit at the same time; what can
     * be on its way at once is far less than the other half.
     */
    private static final long BALANCE_MAX = Long.MAX_VALUE / 2;

    /** Refuses when the balance would be too large to count. */
    public void checkRoom(long amount) {
        if (account.balance() > BALANCE_MAX - amount) {
            throw new RefusedException(
                    RefusalCode.AMOUNT_OVERFLOW, "the balance of " + account.id() + " would be too large", "amount");
        }
    }
}
