package dev.flare.messages.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A movement was taken back: the opposite of its postings.
 *
 * @param reverses the id of the transfer, capture, deposit or withdrawal, which is reversed once at the most
 */
public record MoneyReversed(
        String reversalId, String reverses, CurrencyCode currency, List<Posting> postings, String reason)
        implements MoneyEvent {

    public MoneyReversed {
        postings = Posting.balanced(postings);
    }

    @Override
    public String transactionId() {
        return reversalId;
    }

    /** It counts when it is recorded. */
    @JsonIgnore
    @Override
    public @Nullable Instant effectiveAt() {
        return null;
    }

    @JsonIgnore
    @Override
    public String reference() {
        return reason;
    }

    @JsonIgnore
    @Override
    public Map<String, Object> metadata() {
        return Map.of();
    }
}
