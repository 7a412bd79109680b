package dev.flare.command.participation;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Lets transfers to other regions through as long as not too many are under way from theirs: while another region or the supervisor
 * is away money is not to pile up between regions without end.
 */
public final class TransferAdmission implements AutoCloseable {

    private final Map<Region, TransfersUnderWay> regions = new LinkedHashMap<>();

    /**
     * @param database of a region
     * @param limit for each region
     */
    public TransferAdmission(
            List<Region> regions, Function<Region, DataSource> database, int limit, MeterRegistry meters) {
        for (Region region : regions) {
            TransfersUnderWay underWay = new TransfersUnderWay(region, database.apply(region), limit);
            Gauge.builder("flare.transfers.under.way", underWay, TransfersUnderWay::count)
                    .description(
                            "transfers to other regions, neither settled, halted nor come back; no more than the limit")
                    .tag("region", region.name())
                    .register(meters);
            this.regions.put(region, underWay.start());
        }
    }

    /** @throws RefusedException {@code OVERLOADED} when too many are under way from there */
    public void admit(Region region) {
        TransfersUnderWay underWay = regions.get(region);
        if (underWay != null && !underWay.admits()) {
            throw new RefusedException(
                    RefusalCode.OVERLOADED,
                    underWay.limit() + " transfers from " + region
                            + " to other regions are under way; nothing was done, try again shortly");
        }
    }

    @Override
    public void close() {
        regions.values().forEach(TransfersUnderWay::close);
    }
}
