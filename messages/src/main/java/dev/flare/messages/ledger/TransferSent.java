package dev.flare.messages.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import dev.flare.messages.shared.TransferTerms;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Money left its account for one in another region, and waits in this region's clearing account: first posting the payer's,
 * second the clearing account's.
 *
 * @param transferId also the id of the distributed transaction
 * @param to in another region
 * @param reverses the id of the transfer that this one takes back; null when it stands for itself
 */
public record TransferSent(
        String transferId,
        AccountId to,
        CurrencyCode currency,
        List<Posting> postings,
        @Nullable Instant effectiveAt,
        @Nullable String reference,
        @Nullable String reverses,
        Map<String, Object> metadata)
        implements MoneyEvent {

    public TransferSent {
        postings = Posting.balanced(postings);
        metadata = Map.copyOf(metadata);
    }

    @Override
    public String transactionId() {
        return transferId;
    }

    /** All that the other region has to know. */
    @JsonIgnore
    public TransferTerms terms() {
        Posting paid = postings.getFirst();
        return new TransferTerms(
                paid.account(), to, -paid.amount(), currency, reference, effectiveAt, reverses, metadata);
    }
}
