package dev.flare.messages.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A hold ended with the transfer of what was held, or of a part while the rest can be spent again: first posting the payer's,
 * second the payee's.
 *
 * @param held all that was held, in minor units; never less than what moves
 * @param reference the hold's
 */
public record HoldCaptured(
        String transferId,
        String holdId,
        long held,
        CurrencyCode currency,
        List<Posting> postings,
        @Nullable String reference,
        Map<String, Object> metadata)
        implements MoneyEvent {

    public HoldCaptured {
        postings = Posting.balanced(postings);
        metadata = Map.copyOf(metadata);
    }

    /** The account on which it was held. */
    @JsonIgnore
    public AccountId accountId() {
        return postings.getFirst().account();
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
}
