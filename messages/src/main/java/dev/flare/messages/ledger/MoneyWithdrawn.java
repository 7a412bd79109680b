package dev.flare.messages.ledger;

import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Money left to the world: first posting the account's, second the world's. */
public record MoneyWithdrawn(
        String withdrawalId,
        CurrencyCode currency,
        List<Posting> postings,
        @Nullable Instant effectiveAt,
        @Nullable String reference,
        Map<String, Object> metadata)
        implements MoneyEvent {

    public MoneyWithdrawn {
        postings = Posting.balanced(postings);
        metadata = Map.copyOf(metadata);
    }

    @Override
    public String transactionId() {
        return withdrawalId;
    }
}
