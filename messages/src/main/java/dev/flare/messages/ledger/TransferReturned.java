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
 */
public record TransferReturned(
        String transferId,
        CurrencyCode currency,
        List<Posting> postings,
        @Nullable String reference) implements MoneyEvent {

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
