package dev.flare.messages.shared;

import java.util.List;

/**
 * One leg of a movement of money.
 *
 * @param amount in minor units; positive when the account receives, never zero
 */
public record Posting(AccountId account, long amount) {

    public Posting {
        if (amount == 0) {
            throw new IllegalArgumentException("a posting moves something: " + account + " 0");
        }
    }

    /** The two postings that move {@code amount}, which must be positive. */
    public static List<Posting> move(AccountId from, AccountId to, long amount) {
        return List.of(new Posting(from, Math.negateExact(amount)), new Posting(to, amount));
    }

    /**
     * Checks what holds in every money event.
     *
     * @throws IllegalArgumentException when the postings do not sum to zero
     * @throws ArithmeticException when their sum overflows
     */
    public static List<Posting> balanced(List<Posting> postings) {
        long sum = postings.stream().mapToLong(Posting::amount).reduce(0, Math::addExact);
        if (sum != 0 || postings.size() < 2) {
            throw new IllegalArgumentException("postings must sum to zero, not " + sum + ": " + postings);
        }
        return List.copyOf(postings);
    }
}
