package dev.flare.query.fold;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one event does to the views.
 *
 * @param totals null when the region holds as much as before
 */
public record Change(
        long position, List<HistoryLine> lines, @Nullable TotalsLine totals) {}
