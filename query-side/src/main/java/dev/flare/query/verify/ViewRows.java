package dev.flare.query.verify;

import dev.flare.messages.shared.Region;
import dev.flare.messages.view.AccountStatus;
import dev.flare.query.fold.AccountState;
import dev.flare.query.fold.HistoryLine;
import dev.flare.query.fold.TotalsLine;
import dev.flare.query.moment.ViewReader;
import dev.flare.query.sql.Bound;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A region's rows in the views, all from one snapshot, in a form in which they can be compared with the fold's. */
final class ViewRows {

    /** A row of a position; two rows are the same when what they compare by is. */
    interface Row {
        long position();

        Object comparable();
    }

    /** What account_history says. */
    record HistoryColumns(
            String account,
            long position,
            int line,
            @Nullable Long amount,
            long balance,
            long held,
            String status,
            @Nullable String transactionId,
            Instant recordedAt,
            Instant effectiveAt,
            @Nullable String reference) {}

    /** What region_totals says. */
    record TotalsColumns(
            String currency,
            BigInteger accounts,
            BigInteger world,
            BigInteger inTransit,
            long accountsDelta,
            long worldDelta,
            long inTransitDelta,
            Instant effectiveAt) {}

    record History(long position, HistoryColumns comparable) implements Row {

        History(long position, String account, HistoryLine line) {
            this(
                    position,
                    new HistoryColumns(
                            account,
                            position,
                            line.number(),
                            line.amount(),
                            line.after().balance(),
                            line.after().held(),
                            line.after().status().name(),
                            line.transactionId(),
                            line.recordedAt(),
                            line.effectiveAt(),
                            line.reference()));
        }
    }

    record TotalsRow(long position, TotalsColumns comparable) implements Row {

        TotalsRow(long position, TotalsLine line) {
            this(
                    position,
                    new TotalsColumns(
                            line.currency(),
                            line.after().accounts(),
                            line.after().world(),
                            line.after().inTransit(),
                            line.movement().accounts(),
                            line.movement().world(),
                            line.movement().inTransit(),
                            line.effectiveAt()));
        }
    }

    private static final int FETCH = 2_000;

    private static final String POSITION = "SELECT position FROM view_position WHERE view = ? AND region = ?";

    private static final String HISTORY = """
            SELECT account_id, position, line, amount, balance, held, status, transaction_id, recorded_at, effective_at,
                reference
            FROM account_history WHERE account_id > ? AND account_id < ? AND position > ? AND position <= ?
            ORDER BY position, line""";

    private static final String TOTALS = """
            SELECT currency, position, accounts, world, in_transit, accounts_delta, world_delta, in_transit_delta,
                effective_at
            FROM region_totals WHERE region = ? AND position > ? AND position <= ? ORDER BY position""";

    private static final String ACCOUNTS = """
            SELECT account_id, currency, owner, overdraft_limit, metadata, balance, held, status, opened_position, position
            FROM account WHERE region = ? ORDER BY account_id""";

    private static final String BEYOND = """
            SELECT min(position) AS position FROM (
                SELECT position FROM account_history WHERE account_id > ? AND account_id < ? AND position > ?
                UNION ALL
                SELECT position FROM region_totals WHERE region = ? AND position > ?) rows""";

    private final Connection connection;
    private final Region region;

    ViewRows(Connection connection, Region region) {
        this.connection = connection;
        this.region = region;
    }

    /** Where the view stands, 0 when it has not begun. */
    long position() throws SQLException {
        return Bound.first(
                        connection,
                        POSITION,
                        bound -> bound.text(ViewReader.VIEW).text(region.name()),
                        rows -> rows.getLong(1))
                .orElse(0L);
    }

    List<History> history(long after, long to) throws SQLException {
        return Bound.list(
                connection,
                HISTORY,
                bound -> bound.text(region + "-")
                        .text(region + ".")
                        .number(after)
                        .number(to),
                rows -> new History(rows.getLong("position"), historyColumns(rows)));
    }

    private static HistoryColumns historyColumns(ResultSet rows) throws SQLException {
        BigDecimal amount = rows.getBigDecimal("amount");
        return new HistoryColumns(
                rows.getString("account_id"),
                rows.getLong("position"),
                rows.getInt("line"),
                amount == null ? null : amount.longValueExact(),
                rows.getLong("balance"),
                rows.getLong("held"),
                rows.getString("status"),
                rows.getString("transaction_id"),
                Bound.instant(rows, "recorded_at"),
                Bound.instant(rows, "effective_at"),
                rows.getString("reference"));
    }

    List<TotalsRow> totals(long after, long to) throws SQLException {
        return Bound.list(
                connection,
                TOTALS,
                bound -> bound.text(region.name()).number(after).number(to),
                rows -> new TotalsRow(rows.getLong("position"), totalsColumns(rows)));
    }

    private static TotalsColumns totalsColumns(ResultSet rows) throws SQLException {
        return new TotalsColumns(
                rows.getString("currency"),
                rows.getBigDecimal("accounts").toBigIntegerExact(),
                rows.getBigDecimal("world").toBigIntegerExact(),
                rows.getBigDecimal("in_transit").toBigIntegerExact(),
                rows.getLong("accounts_delta"),
                rows.getLong("world_delta"),
                rows.getLong("in_transit_delta"),
                Bound.instant(rows, "effective_at"));
    }

    /** Every account row of the region, in the order of their ids, without holding them all. */
    void forEachAccount(Consumer<AccountState> check) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ACCOUNTS)) {
            statement.setFetchSize(FETCH);
            statement.setString(1, region.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    check.accept(account(rows));
                }
            }
        }
    }

    private static AccountState account(ResultSet rows) throws SQLException {
        return new AccountState(
                rows.getString("account_id"),
                rows.getString("currency"),
                rows.getString("owner"),
                rows.getLong("overdraft_limit"),
                rows.getString("metadata"),
                rows.getLong("balance"),
                rows.getLong("held"),
                AccountStatus.valueOf(rows.getString("status")),
                rows.getLong("opened_position"),
                rows.getLong("position"));
    }

    /** The first position after this one of which the views have a row, or null. */
    @Nullable
    Long firstBeyond(long position) throws SQLException {
        return Bound.list(
                        connection,
                        BEYOND,
                        bound -> bound.text(region + "-")
                                .text(region + ".")
                                .number(position)
                                .text(region.name())
                                .number(position),
                        rows -> rows.getBigDecimal("position"))
                .stream()
                .filter(Objects::nonNull)
                .map(BigDecimal::longValueExact)
                .findFirst()
                .orElse(null);
    }
}
