package dev.flare.query.statement;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.view.EntryView;
import dev.flare.query.sql.Bound;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of a statement. */
record EntryRow(
        long position,
        int line,
        String transactionId,
        long amount,
        BigDecimal balanceAfter,
        Instant recordedAt,
        Instant effectiveAt,
        @Nullable String reference) {

    static EntryRow read(ResultSet rows) throws SQLException {
        return new EntryRow(
                rows.getLong("position"),
                rows.getInt("line"),
                rows.getString("transaction_id"),
                rows.getLong("amount"),
                rows.getBigDecimal("balance_after"),
                Bound.instant(rows, "recorded_at"),
                Bound.instant(rows, "effective_at"),
                rows.getString("reference"));
    }

    EntryKey key(boolean byEffect) {
        return new EntryKey(byEffect ? effectiveAt : null, position, line);
    }

    EntryView view(String currency) {
        return new EntryView(position, transactionId, amount, currency, exact(), recordedAt, effectiveAt, reference);
    }

    /** In another order than that of positions, a balance on the way may pass 64 bits. */
    private long exact() {
        try {
            return balanceAfter.longValueExact();
        } catch (ArithmeticException e) {
            throw new RefusedException(
                    RefusalCode.AMOUNT_OVERFLOW, "a balance in this order does not fit into 64 bits");
        }
    }
}
