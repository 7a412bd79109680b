package dev.flare.messages.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Money that could not arrive in another region came back: first posting the clearing account's, second the payer's.
 *
 * @param transferId also the id of the distributed transaction
 * @param reverses the id of the transfer that this one was to take back, and which can be taken back again now; null when it stood
 *     for itself
 */
public record TransferReturned(
        String transferId,
        CurrencyCode currency,
        List<Posting> postings,
        @Nullable String reference,
        @Nullable String reverses)
        implements MoneyEvent {

    public TransferReturned {
        postings = Posting.balanced(postings);
    }

    @Override
    public String transactionId() {
        return transferId;
    }

    /** It counts when it is recorded. */
    @JsonIgnore
    @Override
    public @Nullable Instant effectiveAt() {
        return null;
    }

    @JsonIgnore
    @Override
    public Map<String, Object> metadata() {
        return Map.of();
    }
}
