package dev.flare.query.totals;

import dev.flare.web.document.Shape;
import dev.flare.web.document.Value;
import dev.flare.web.document.Words;

/** Totals as the document tells them. */
public final class TotalsShapes {

    private TotalsShapes() {}

    public static Shape currencyTotals() {
        return Shape.answered("CurrencyTotals", "Sums in minor units, which may pass 64 bits.")
                .with("currency", Words.currency(), "ISO 4217.")
                .with("accounts", Value.sum(), "All clients' accounts together.")
                .with("world", Value.sum(), "The outside: minus what came in, plus what left.")
                .with("inTransit", Value.sum(), "On its way between regions.")
                .with("total", Value.sum(), "The three together: always 0.");
    }
}
