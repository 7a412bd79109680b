package dev.flare.command.region;

import dev.flare.command.execution.Cause;
import dev.flare.command.execution.Ledger;
import dev.flare.command.execution.Outcome;
import dev.flare.command.execution.Request;
import dev.flare.command.execution.Sent;
import dev.flare.messages.ledger.LedgerCommand;
import dev.flare.messages.ledger.TransferStep;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;
import java.util.Map;
import java.util.Optional;
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
        Ledger ledger = ledger(command.region(), field);
        Outcome outcome = metrics.measure(command, () -> ledger.execute(command, request));
        LOG.atDebug()
                .addKeyValue("region", command.region())
                .addKeyValue("position", outcome.position())
                .addKeyValue("repeated", outcome.repeated())
                .log("a command was carried out");
        return outcome;
    }

    /**
     * Takes a step of a transfer between regions in its region.
     *
     * @return empty when there is nothing to do
     * @throws IllegalArgumentException when its region is not here
     */
    public Optional<Outcome> take(TransferStep step, Cause cause) {
        Ledger ledger = ledgers.get(step.region());
        if (ledger == null) {
            throw new IllegalArgumentException("there is no region " + step.region() + " here");
        }
        return metrics.measureStep(step, () -> ledger.take(step, cause));
    }

    /**
     * What was sent to another region under this id, and how far it is.
     *
     * @param field where the request named the id, for the refusal when there is no such region
     */
    public Optional<Sent> sent(TransactionId transferId, String field) {
        return ledger(transferId.region(), field).sent(transferId);
    }

    private Ledger ledger(Region region, String field) {
        Ledger ledger = ledgers.get(region);
        if (ledger == null) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND,
                    "there is no region " + region + " here, only " + new TreeSet<>(ledgers.keySet()),
                    field);
        }
        return ledger;
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
