package dev.flare.saga.following;

import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.EventCodec;
import dev.flare.messages.MessageNames;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyEvent;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Region;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sum of what was posted to a region's clearing account, whichever events did it. An event of a transfer that cannot be read is
 * left out: it is parked, and added when it is taken in. Works inside the caller's transaction.
 */
final class ClearingSums {

    private static final String ADD = """
            INSERT INTO clearing (region, currency, balance) VALUES (?, ?, ?)
            ON CONFLICT (region, currency) DO UPDATE SET balance = clearing.balance + EXCLUDED.balance""";

    private ClearingSums() {}

    static void add(Connection connection, Region region, List<StoredEvent> events) throws SQLException {
        Map<CurrencyCode, BigDecimal> sums = sums(events);
        if (sums.isEmpty()) {
            return;
        }
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            for (Map.Entry<CurrencyCode, BigDecimal> sum : sums.entrySet()) {
                add.setString(1, region.name());
                add.setString(2, sum.getKey().value());
                add.setBigDecimal(3, sum.getValue());
                add.addBatch();
            }
            add.executeBatch();
        }
    }

    /** Whether its postings are known. */
    static boolean isReadable(StoredEvent event) {
        return readable(event).isPresent();
    }

    private static Optional<LedgerEvent> readable(StoredEvent event) {
        try {
            return Optional.of(EventCodec.read(event.type(), event.payload()));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    private static Map<CurrencyCode, BigDecimal> sums(List<StoredEvent> events) {
        Map<CurrencyCode, BigDecimal> sums = new HashMap<>();
        for (StoredEvent event : events) {
            if (!mayConcernClearing(event)) {
                continue;
            }
            if (Learning.isFact(event)) {
                readable(event).ifPresent(fact -> add(sums, fact));
            } else {
                add(sums, EventCodec.read(event.type(), event.payload()));
            }
        }
        return sums;
    }

    private static void add(Map<CurrencyCode, BigDecimal> sums, LedgerEvent event) {
        if (event instanceof MoneyEvent moved) {
            moved.postings().stream()
                    .filter(posting -> posting.account().isClearing())
                    .forEach(posting ->
                            sums.merge(moved.currency(), BigDecimal.valueOf(posting.amount()), BigDecimal::add));
        }
    }

    /** Most money moves inside a region, and is not worth being parsed here. */
    private static boolean mayConcernClearing(StoredEvent event) {
        return MessageNames.MONEY_EVENTS.contains(event.type())
                && event.payload().contains("-clearing\"");
    }
}
