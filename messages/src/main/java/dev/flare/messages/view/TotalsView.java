package dev.flare.messages.view;

import dev.flare.messages.shared.Region;
import java.util.List;
import java.util.SortedMap;

/** What all accounts of a region hold together, per currency. */
public record TotalsView(Region region, List<CurrencyTotals> currencies, SortedMap<Region, Long> position, AsOf asOf) {

    public TotalsView {
        currencies = List.copyOf(currencies);
    }

    public TotalsView(Region region, List<CurrencyTotals> currencies, AsOf asOf) {
        this(region, currencies, asOf.position(), asOf);
    }
}
