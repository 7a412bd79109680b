package dev.flare.messages.ledger;

import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Money came in from the world: first posting the world's, second the account's. */
public record MoneyDeposited(
        String depositId,
        CurrencyCode currency,
        List<Posting> postings,
        @Nullable Instant effectiveAt,
        @Nullable String reference,
        Map<String, Object> metadata)
        implements MoneyEvent {

    public MoneyDeposited {
        postings = Posting.balanced(postings);
        metadata = Map.copyOf(metadata);
    }

    @Override
    public String transactionId() {
        return depositId;
    }
}
