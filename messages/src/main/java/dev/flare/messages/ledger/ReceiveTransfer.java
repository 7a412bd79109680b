package dev.flare.messages.ledger;

import dev.flare.messages.shared.Region;
import dev.flare.messages.shared.TransferTerms;

/** Pay out what another region sent. */
public record ReceiveTransfer(String transactionId, TransferTerms terms) implements TransferStep {

    @Override
    public Region region() {
        return terms.to().region();
    }
}
