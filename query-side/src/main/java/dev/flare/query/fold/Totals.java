package dev.flare.query.fold;

import java.math.BigInteger;

/**
 * What a region holds in one currency. Each of the three is summed from its own postings, so that their sum proves something.
 * Wider than 64 bits: no account may pass them, all of them together may.
 */
public record Totals(BigInteger accounts, BigInteger world, BigInteger inTransit) {

    public static final Totals ZERO = new Totals(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

    /** The totals after a movement. */
    public Totals plus(Movement movement) {
        return new Totals(
                accounts.add(BigInteger.valueOf(movement.accounts())),
                world.add(BigInteger.valueOf(movement.world())),
                inTransit.add(BigInteger.valueOf(movement.inTransit())));
    }

    /** Zero, or money was made or lost. */
    public BigInteger sum() {
        return accounts.add(world).add(inTransit);
    }
}
