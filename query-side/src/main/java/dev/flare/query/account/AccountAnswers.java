package dev.flare.query.account;

import dev.flare.messages.shared.Region;
import dev.flare.messages.view.AccountAsOf;
import dev.flare.messages.view.GetAccount;
import dev.flare.query.ask.Answers;
import dev.flare.query.http.Ids;
import dev.flare.query.moment.Cut;
import dev.flare.query.moment.Moments;
import dev.flare.query.moment.ViewReader;
import dev.flare.query.moment.Wanted;
import dev.flare.query.sql.Bound;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** One account at a moment: its last state at or below the position, or the postings that were effective by a time. */
@Component
class AccountAnswers implements Answers<GetAccount, AccountAsOf> {

    private static final String ACCOUNT_AT = """
            SELECT a.account_id, a.currency, a.owner, a.overdraft_limit, a.metadata, h.held, h.status,
                CASE WHEN ?::timestamptz IS NULL THEN h.balance ELSE (
                    SELECT coalesce(sum(e.amount), 0) FROM account_history e
                    WHERE e.account_id = a.account_id AND e.amount IS NOT NULL AND e.position <= ?
                        AND e.effective_at <= ?::timestamptz) END AS balance
            FROM account a LEFT JOIN LATERAL (
                SELECT s.balance, s.held, s.status FROM account_history s
                WHERE s.account_id = a.account_id AND s.position <= ?
                ORDER BY s.position DESC, s.line DESC LIMIT 1) h ON true
            WHERE a.account_id = ?""";

    private final Moments moments;
    private final ViewReader views;

    AccountAnswers(Moments moments, ViewReader views) {
        this.moments = moments;
        this.views = views;
    }

    @Override
    public Class<GetAccount> query() {
        return GetAccount.class;
    }

    @Override
    public AccountAsOf answer(GetAccount query) {
        TreeSet<Region> regions = new TreeSet<>(List.of(query.accountId().region()));
        Wanted wanted = moments.resolve(query.reading(), regions);
        return views.read(wanted, (connection, cut) -> read(connection, cut, query));
    }

    private static AccountAsOf read(Connection connection, Cut cut, GetAccount query) throws SQLException {
        long position = cut.position(query.accountId().region());
        return Bound.first(
                        connection,
                        ACCOUNT_AT,
                        bound -> bound.instant(query.reading().effectiveAt())
                                .number(position)
                                .instant(query.reading().effectiveAt())
                                .number(position)
                                .text(query.accountId().value()),
                        AccountRows::view)
                .map(account -> new AccountAsOf(account, cut.asOf()))
                .orElseThrow(() -> Ids.unknown(query.accountId()));
    }
}
