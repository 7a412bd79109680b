package dev.flare.query.totals;

import dev.flare.messages.shared.Region;
import dev.flare.messages.view.CurrencyTotals;
import dev.flare.messages.view.GetTotals;
import dev.flare.messages.view.TotalsView;
import dev.flare.query.ask.Answers;
import dev.flare.query.moment.Cut;
import dev.flare.query.moment.Moments;
import dev.flare.query.moment.ViewReader;
import dev.flare.query.sql.Bound;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** A region's totals at a moment: the last row of each currency at or below it, or the changes effective by a time. */
@Component
class TotalsAnswers implements Answers<GetTotals, TotalsView> {

    // Steps from currency to currency through the index instead of reading every row.
    private static final String AT = """
            WITH RECURSIVE known (currency) AS (
                (SELECT t.currency FROM region_totals t WHERE t.region = ? ORDER BY t.currency LIMIT 1)
                UNION ALL
                SELECT (SELECT t.currency FROM region_totals t WHERE t.region = ? AND t.currency > k.currency
                        ORDER BY t.currency LIMIT 1)
                FROM known k WHERE k.currency IS NOT NULL)
            SELECT k.currency, t.accounts, t.world, t.in_transit FROM known k CROSS JOIN LATERAL (
                SELECT * FROM region_totals t WHERE t.region = ? AND t.currency = k.currency AND t.position <= ?
                ORDER BY t.position DESC LIMIT 1) t
            ORDER BY k.currency""";

    private static final String EFFECTIVE = """
            SELECT currency, sum(accounts_delta) AS accounts, sum(world_delta) AS world, sum(in_transit_delta) AS in_transit
            FROM region_totals WHERE region = ? AND position <= ? AND effective_at <= ?
            GROUP BY currency ORDER BY currency""";

    private final Moments moments;
    private final ViewReader views;

    TotalsAnswers(Moments moments, ViewReader views) {
        this.moments = moments;
        this.views = views;
    }

    @Override
    public Class<GetTotals> query() {
        return GetTotals.class;
    }

    @Override
    public TotalsView answer(GetTotals query) {
        TreeSet<Region> regions = new TreeSet<>(List.of(query.region()));
        return views.read(
                moments.resolve(query.reading(), regions),
                (connection, cut) -> new TotalsView(query.region(), currencies(connection, cut, query), cut.asOf()));
    }

    private static List<CurrencyTotals> currencies(Connection connection, Cut cut, GetTotals query)
            throws SQLException {
        String region = query.region().name();
        long position = cut.position(query.region());
        Instant effectiveAt = query.reading().effectiveAt();
        if (effectiveAt == null) {
            return Bound.list(
                    connection,
                    AT,
                    bound -> bound.text(region).text(region).text(region).number(position),
                    TotalsAnswers::totals);
        }
        return Bound.list(
                connection,
                EFFECTIVE,
                bound -> bound.text(region).number(position).instant(effectiveAt),
                TotalsAnswers::totals);
    }

    private static CurrencyTotals totals(ResultSet rows) throws SQLException {
        return new CurrencyTotals(
                rows.getString("currency"), sum(rows, "accounts"), sum(rows, "world"), sum(rows, "in_transit"));
    }

    private static BigInteger sum(ResultSet rows, String column) throws SQLException {
        return rows.getBigDecimal(column).toBigIntegerExact();
    }
}
