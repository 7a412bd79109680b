package dev.flare.messages.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;

/** An ISO 4217 currency code, such as {@code GBP}. Amounts are whole numbers of its minor unit. */
public record CurrencyCode(String value) {

    private static final Set<String> KNOWN = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    @JsonCreator
    public CurrencyCode {
        if (!KNOWN.contains(value)) {
            throw new IllegalArgumentException("a currency is an ISO 4217 code such as GBP");
        }
    }

    @JsonValue
    @Override
    public String toString() {
        return value;
    }
}
