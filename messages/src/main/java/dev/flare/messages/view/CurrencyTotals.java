package dev.flare.messages.view;

import java.math.BigInteger;

/**
 * Sums in minor units, each from the postings themselves. A sum over accounts may pass 64 bits where no account does.
 *
 * @param accounts all clients' accounts together
 * @param world the outside: minus what came in, plus what left
 * @param inTransit on its way between regions
 * @param total the three together, which is always zero
 */
public record CurrencyTotals(
        String currency, BigInteger accounts, BigInteger world, BigInteger inTransit, BigInteger total) {

    public CurrencyTotals(String currency, BigInteger accounts, BigInteger world, BigInteger inTransit) {
        this(currency, accounts, world, inTransit, accounts.add(world).add(inTransit));
    }
}
