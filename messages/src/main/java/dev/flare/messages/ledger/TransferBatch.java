package dev.flare.messages.ledger;

import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransactionId;
import java.util.List;

/** Many transfers of one region, all or none, each decided on what the ones before it left. */
public record TransferBatch(String batchId, List<TransferMoney> transfers) implements LedgerCommand {

    public TransferBatch {
        transfers = List.copyOf(transfers);
    }

    @Override
    public Region region() {
        return TransactionId.regionOf(batchId);
    }
}
