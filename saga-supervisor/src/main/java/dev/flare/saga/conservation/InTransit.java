package dev.flare.saga.conservation;

import java.math.BigDecimal;

/**
 * Money between regions, in one currency, counted twice.
 *
 * @param clearing the sum of all postings to the regions' clearing accounts, in minor units
 * @param transfers the sum of the transfers that, by their own states, have left and not arrived
 */
record InTransit(String currency, BigDecimal clearing, BigDecimal transfers) {

    boolean isConserved() {
        return clearing.compareTo(transfers) == 0;
    }
}
