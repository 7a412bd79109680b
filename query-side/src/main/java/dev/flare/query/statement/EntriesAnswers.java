package dev.flare.query.statement;

import dev.flare.messages.shared.Region;
import dev.flare.messages.view.EntryView;
import dev.flare.messages.view.GetEntries;
import dev.flare.messages.view.Slice;
import dev.flare.query.ask.Answers;
import dev.flare.query.http.Ids;
import dev.flare.query.moment.Cut;
import dev.flare.query.moment.Moments;
import dev.flare.query.moment.ViewReader;
import dev.flare.query.sql.Bound;
import dev.flare.query.sql.Pages;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** An account's statement, in the order of positions or in that of effective times. */
@Component
class EntriesAnswers implements Answers<GetEntries, Slice<EntryView>> {

    private static final String CURRENCY = "SELECT currency FROM account WHERE account_id = ?";

    private static final String BY_POSITION = """
            SELECT position, line, transaction_id, amount, balance AS balance_after, recorded_at, effective_at, reference
            FROM account_history
            WHERE account_id = ? AND amount IS NOT NULL AND position <= ? AND (position, line) > (?, ?)
            ORDER BY position, line LIMIT ?""";

    private static final String BY_POSITION_BACKWARDS = """
            SELECT position, line, transaction_id, amount, balance AS balance_after, recorded_at, effective_at, reference
            FROM account_history
            WHERE account_id = ? AND amount IS NOT NULL AND position <= ? AND (position, line) < (?, ?)
            ORDER BY position DESC, line DESC LIMIT ?""";

    // The balance after each entry is that of this order, so it is summed from the first one on.
    private static final String BY_EFFECT = """
            SELECT * FROM (
                SELECT position, line, transaction_id, amount, recorded_at, effective_at, reference,
                    sum(amount) OVER (ORDER BY effective_at, position, line ROWS UNBOUNDED PRECEDING) AS balance_after
                FROM account_history
                WHERE account_id = ? AND amount IS NOT NULL AND position <= ? AND effective_at <= ?) e
            WHERE (effective_at, position, line) > (?, ?, ?)
            ORDER BY effective_at, position, line LIMIT ?""";

    private static final String BY_EFFECT_BACKWARDS = """
            SELECT * FROM (
                SELECT position, line, transaction_id, amount, recorded_at, effective_at, reference,
                    sum(amount) OVER (ORDER BY effective_at, position, line ROWS UNBOUNDED PRECEDING) AS balance_after
                FROM account_history
                WHERE account_id = ? AND amount IS NOT NULL AND position <= ? AND effective_at <= ?) e
            WHERE (effective_at, position, line) < (?, ?, ?)
            ORDER BY effective_at DESC, position DESC, line DESC LIMIT ?""";

    private final Moments moments;
    private final ViewReader views;

    EntriesAnswers(Moments moments, ViewReader views) {
        this.moments = moments;
        this.views = views;
    }

    @Override
    public Class<GetEntries> query() {
        return GetEntries.class;
    }

    @Override
    public Slice<EntryView> answer(GetEntries query) {
        TreeSet<Region> regions = new TreeSet<>(List.of(query.accountId().region()));
        EntryKey.check(query);
        return views.read(moments.resolve(query.reading(), regions), (connection, cut) -> read(connection, cut, query));
    }

    private static Slice<EntryView> read(Connection connection, Cut cut, GetEntries query) throws SQLException {
        String account = query.accountId().value();
        String currency = Bound.first(connection, CURRENCY, bound -> bound.text(account), rows -> rows.getString(1))
                .orElseThrow(() -> Ids.unknown(query.accountId()));
        boolean byEffect = query.reading().effectiveAt() != null;
        List<EntryRow> rows = byEffect ? byEffect(connection, cut, query) : byPosition(connection, cut, query);
        return Pages.slice(rows, query.page(), row -> row.key(byEffect).write(), row -> row.view(currency), cut.asOf());
    }

    private static List<EntryRow> byPosition(Connection connection, Cut cut, GetEntries query) throws SQLException {
        EntryKey key = EntryKey.of(query);
        return Bound.list(
                connection,
                query.page().backwards() ? BY_POSITION_BACKWARDS : BY_POSITION,
                bound -> bound.text(query.accountId().value())
                        .number(cut.position(query.accountId().region()))
                        .number(key.position())
                        .number(key.line())
                        .number(Pages.rowsToRead(query.page())),
                EntryRow::read);
    }

    private static List<EntryRow> byEffect(Connection connection, Cut cut, GetEntries query) throws SQLException {
        EntryKey key = EntryKey.of(query);
        Instant effectiveAt = Objects.requireNonNull(query.reading().effectiveAt());
        return Bound.list(
                connection,
                query.page().backwards() ? BY_EFFECT_BACKWARDS : BY_EFFECT,
                bound -> bound.text(query.accountId().value())
                        .number(cut.position(query.accountId().region()))
                        .instant(effectiveAt)
                        .instant(key.after())
                        .number(key.position())
                        .number(key.line())
                        .number(Pages.rowsToRead(query.page())),
                EntryRow::read);
    }
}
