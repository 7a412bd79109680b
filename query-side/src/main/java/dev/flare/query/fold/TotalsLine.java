package dev.flare.query.fold;

import java.time.Instant;

/** What one event did to its region's totals in its currency. */
public record TotalsLine(String currency, Movement movement, Totals after, Instant effectiveAt) {}
