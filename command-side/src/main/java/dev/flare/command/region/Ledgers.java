package dev.flare.command.region;

import dev.flare.command.execution.Ledger;
import dev.flare.command.execution.Outcome;
import dev.flare.command.execution.Request;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledgers of all regions; a command goes to the one that its ids name. */
public final class Ledgers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ledgers.class);

    private final Map<Region, Ledger> ledgers;
    private final CommandMetrics metrics;

    public Ledgers(Map<Region, Ledger> ledgers, CommandMetrics metrics) {
        this.ledgers = Map.copyOf(ledgers);
        this.metrics = metrics;
    }

    public boolean has(Region region) {
        return ledgers.containsKey(region);
    }

    /**
     * Carries out a command in its region.
     *
     * @param field where the request named the region, for the refusal when there is none such
     */
    public Outcome execute(LedgerCommand command, String field, Request request) {
        Ledger ledger = ledgers.get(command.region());
        if (ledger == null) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND,
                    "there is no region " + command.region() + " here, only " + new TreeSet<>(ledgers.keySet()),
                    field);
        }
        Outcome outcome = metrics.measure(command, () -> ledger.execute(command, request));
        LOG.atDebug()
                .addKeyValue("region", command.region())
                .addKeyValue("position", outcome.position())
                .addKeyValue("repeated", outcome.repeated())
                .log("a command was carried out");
        return outcome;
    }

    /** @throws RefusedException {@code IDEMPOTENCY_MISMATCH} when another request in the region used the key of a batch */
    public void checkKey(Region region, Request batch) {
        Ledger ledger = ledgers.get(region);
        if (ledger != null) {
            ledger.isUsed(batch);
        }
    }

    public Map<Region, Ledger> byRegion() {
        return ledgers;
    }

    @Override
    public void close() {
        ledgers.values().forEach(Ledger::close);
    }
}
