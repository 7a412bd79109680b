package dev.flare.query.account;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.view.AccountStatus;
import dev.flare.messages.view.AccountView;
import dev.flare.messages.view.FindAccounts;
import dev.flare.messages.view.Slice;
import dev.flare.query.ask.Answers;
import dev.flare.query.moment.Cut;
import dev.flare.query.moment.Moments;
import dev.flare.query.moment.RegionLogs;
import dev.flare.query.moment.ViewReader;
import dev.flare.query.sql.Bound;
import dev.flare.query.sql.Pages;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Accounts in the order of their ids. Pages go on from an id, so that they stay right while balances change; every filter has
 * an index, and the database chooses between it and the order of ids.
 */
@Component
class AccountsAnswers implements Answers<FindAccounts, Slice<AccountView>> {

    static final String LIVE = """
            SELECT a.account_id, a.currency, a.owner, a.overdraft_limit, a.metadata, a.held, a.status,
                CASE WHEN ?::timestamptz IS NULL THEN a.balance ELSE (
                    SELECT coalesce(sum(e.amount), 0) FROM account_history e
                    WHERE e.account_id = a.account_id AND e.amount IS NOT NULL AND e.effective_at <= ?::timestamptz)
                    END AS balance
            FROM account a
            WHERE a.account_id > ? AND a.account_id < ? AND a.region = ANY (?)
                AND (?::text IS NULL OR a.owner = ?) AND (?::text IS NULL OR a.currency = ?)
                AND (?::text IS NULL OR a.status = ?)
                AND (?::bigint IS NULL OR (a.band >= balance_band(?) AND a.balance >= ?))
            ORDER BY a.account_id LIMIT ?""";

    private static final String LIVE_BACKWARDS = """
            SELECT a.account_id, a.currency, a.owner, a.overdraft_limit, a.metadata, a.held, a.status,
                CASE WHEN ?::timestamptz IS NULL THEN a.balance ELSE (
                    SELECT coalesce(sum(e.amount), 0) FROM account_history e
                    WHERE e.account_id = a.account_id AND e.amount IS NOT NULL AND e.effective_at <= ?::timestamptz)
                    END AS balance
            FROM account a
            WHERE a.account_id > ? AND a.account_id < ? AND a.region = ANY (?)
                AND (?::text IS NULL OR a.owner = ?) AND (?::text IS NULL OR a.currency = ?)
                AND (?::text IS NULL OR a.status = ?)
                AND (?::bigint IS NULL OR (a.band >= balance_band(?) AND a.balance >= ?))
            ORDER BY a.account_id DESC LIMIT ?""";

    // The position of an account's region is looked up in two arrays: a join would lose the order of the index.
    private static final String AT = """
            SELECT p.account_id, p.currency, p.owner, p.overdraft_limit, p.metadata, h.held, h.status,
                CASE WHEN ?::timestamptz IS NULL THEN h.balance ELSE (
                    SELECT coalesce(sum(e.amount), 0) FROM account_history e
                    WHERE e.account_id = p.account_id AND e.amount IS NOT NULL AND e.position <= p.at
                        AND e.effective_at <= ?::timestamptz) END AS balance
            FROM (
                SELECT a.*, (?::bigint[])[array_position(?::text[], a.region)] AS at FROM account a
                WHERE a.account_id > ? AND a.account_id < ? AND a.region = ANY (?)
                    AND (?::text IS NULL OR a.owner = ?)
                    AND a.opened_position <= (?::bigint[])[array_position(?::text[], a.region)]
                ORDER BY a.account_id LIMIT ?) p
            CROSS JOIN LATERAL (
                SELECT s.balance, s.held, s.status FROM account_history s
                WHERE s.account_id = p.account_id AND s.position <= p.at
                ORDER BY s.position DESC, s.line DESC LIMIT 1) h
            ORDER BY p.account_id""";

    private static final String AT_BACKWARDS = """
            SELECT p.account_id, p.currency, p.owner, p.overdraft_limit, p.metadata, h.held, h.status,
                CASE WHEN ?::timestamptz IS NULL THEN h.balance ELSE (
                    SELECT coalesce(sum(e.amount), 0) FROM account_history e
                    WHERE e.account_id = p.account_id AND e.amount IS NOT NULL AND e.position <= p.at
                        AND e.effective_at <= ?::timestamptz) END AS balance
            FROM (
                SELECT a.*, (?::bigint[])[array_position(?::text[], a.region)] AS at FROM account a
                WHERE a.account_id > ? AND a.account_id < ? AND a.region = ANY (?)
                    AND (?::text IS NULL OR a.owner = ?)
                    AND a.opened_position <= (?::bigint[])[array_position(?::text[], a.region)]
                ORDER BY a.account_id DESC LIMIT ?) p
            CROSS JOIN LATERAL (
                SELECT s.balance, s.held, s.status FROM account_history s
                WHERE s.account_id = p.account_id AND s.position <= p.at
                ORDER BY s.position DESC, s.line DESC LIMIT 1) h
            ORDER BY p.account_id DESC""";

    /** Between these are all ids; of a region, those between its name with a hyphen and with what follows a hyphen. */
    private record Bounds(String after, String before) {

        static Bounds of(FindAccounts query) {
            Region region = query.region();
            Bounds all = region == null ? new Bounds("", "{") : new Bounds(region + "-", region + ".");
            String key = query.page().key();
            if (key == null) {
                return all;
            }
            return query.page().backwards()
                    ? new Bounds(all.after(), min(key, all.before()))
                    : new Bounds(max(key, all.after()), all.before());
        }

        private static String min(String one, String other) {
            return one.compareTo(other) < 0 ? one : other;
        }

        private static String max(String one, String other) {
            return one.compareTo(other) > 0 ? one : other;
        }
    }

    private final Moments moments;
    private final ViewReader views;
    private final RegionLogs logs;

    AccountsAnswers(Moments moments, ViewReader views, RegionLogs logs) {
        this.moments = moments;
        this.views = views;
        this.logs = logs;
    }

    @Override
    public Class<FindAccounts> query() {
        return FindAccounts.class;
    }

    @Override
    public Slice<AccountView> answer(FindAccounts query) {
        refuseFiltersAtAMoment(query);
        Region region = query.region();
        SortedSet<Region> regions = region == null ? logs.regions() : new TreeSet<>(List.of(region));
        return views.read(
                moments.resolve(query.reading(), regions),
                (connection, cut) -> Pages.slice(
                        cut.isFixed() ? at(connection, cut, query) : live(connection, cut, query),
                        query.page(),
                        account -> account.accountId().value(),
                        account -> account,
                        cut.asOf()));
    }

    private static void refuseFiltersAtAMoment(FindAccounts query) {
        boolean fixed = query.reading().moment().isFixed();
        refuse(fixed && query.currency() != null, "currency");
        refuse(fixed && query.status() != null, "status");
        refuse(query.minBalance() != null && (fixed || query.reading().effectiveAt() != null), "minBalance");
    }

    private static void refuse(boolean given, String field) {
        if (given) {
            throw new RefusedException(
                    RefusalCode.NOT_AT_A_MOMENT, "a list at a moment can be filtered by region and owner only", field);
        }
    }

    private static List<AccountView> live(Connection connection, Cut cut, FindAccounts query) throws SQLException {
        return Bound.list(
                connection,
                query.page().backwards() ? LIVE_BACKWARDS : LIVE,
                bound -> bindLive(bound, cut, query),
                AccountRows::view);
    }

    static void bindLive(Bound bound, Cut cut, FindAccounts query) throws SQLException {
        Bounds bounds = Bounds.of(query);
        bound.instant(query.reading().effectiveAt())
                .instant(query.reading().effectiveAt())
                .text(bounds.after())
                .text(bounds.before())
                .texts(cut.regions())
                .text(query.owner())
                .text(query.owner())
                .text(query.currency())
                .text(query.currency())
                .text(name(query.status()))
                .text(name(query.status()))
                .number(query.minBalance())
                .number(query.minBalance())
                .number(query.minBalance())
                .number(Pages.rowsToRead(query.page()));
    }

    private static @Nullable String name(@Nullable AccountStatus status) {
        return status == null ? null : status.name();
    }

    private static List<AccountView> at(Connection connection, Cut cut, FindAccounts query) throws SQLException {
        Bounds bounds = Bounds.of(query);
        return Bound.list(
                connection,
                query.page().backwards() ? AT_BACKWARDS : AT,
                bound -> bound.instant(query.reading().effectiveAt())
                        .instant(query.reading().effectiveAt())
                        .numbers(cut.positions())
                        .texts(cut.regions())
                        .text(bounds.after())
                        .text(bounds.before())
                        .texts(cut.regions())
                        .text(query.owner())
                        .text(query.owner())
                        .numbers(cut.positions())
                        .texts(cut.regions())
                        .number(Pages.rowsToRead(query.page())),
                AccountRows::view);
    }
}
