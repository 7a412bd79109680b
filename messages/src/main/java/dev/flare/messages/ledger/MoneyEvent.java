package dev.flare.messages.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Money moved: postings of one currency that sum to zero, which every implementation checks when it is made. */
public sealed interface MoneyEvent extends LedgerEvent
        permits MoneyDeposited,
                MoneyWithdrawn,
                MoneyTransferred,
                HoldCaptured,
                MoneyReversed,
                TransferSent,
                TransferReceived,
                TransferReturned {

    /** The id under which this movement appears in statements; starts with its region. */
    @JsonIgnore
    String transactionId();

    CurrencyCode currency();

    List<Posting> postings();

    /** When it counts, or null for the moment at which the store recorded it. */
    @Nullable
    Instant effectiveAt();

    @Nullable
    String reference();

    Map<String, Object> metadata();

    @Override
    default Set<AccountId> accounts() {
        return postings().stream()
                .map(Posting::account)
                .filter(account -> !account.isReserved())
                .collect(Collectors.toUnmodifiableSet());
    }
}
