package dev.flare.messages.ledger;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Money from another region arrived: first posting this region's clearing account's, second the payee's. The last step of a
 * transfer that moves money.
 *
 * @param transferId also the id of the distributed transaction
 * @param from in another region
 */
public record TransferReceived(
        String transferId,
        AccountId from,
        CurrencyCode currency,
        List<Posting> postings,
        @Nullable Instant effectiveAt,
        @Nullable String reference,
        Map<String, Object> metadata)
        implements MoneyEvent {

    public TransferReceived {
        postings = Posting.balanced(postings);
        metadata = Map.copyOf(metadata);
    }

    @Override
    public String transactionId() {
        return transferId;
    }
}
