package dev.flare.messages.ledger;

import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Money moved inside one region: first posting the payer's, second the payee's. */
public record MoneyTransferred(
        String transferId,
        CurrencyCode currency,
        List<Posting> postings,
        @Nullable Instant effectiveAt,
        @Nullable String reference,
        Map<String, Object> metadata)
        implements MoneyEvent {

    public MoneyTransferred {
        postings = Posting.balanced(postings);
        metadata = Map.copyOf(metadata);
    }

    @Override
    public String transactionId() {
        return transferId;
    }
}
