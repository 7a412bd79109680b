package dev.flare.messages.view;

import dev.flare.messages.shared.Region;

/** What all accounts of a region hold together; answered by a {@link TotalsView}. */
public record GetTotals(Region region, Reading reading) {}
