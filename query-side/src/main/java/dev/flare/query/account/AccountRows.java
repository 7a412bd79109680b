package dev.flare.query.account;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.view.AccountStatus;
import dev.flare.messages.view.AccountView;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Rows of accounts, as clients see them. */
final class AccountRows {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private AccountRows() {}

    /** Without a status the account was not opened yet. */
    static AccountView view(ResultSet rows) throws SQLException {
        AccountId id = new AccountId(rows.getString("account_id"));
        String status = rows.getString("status");
        if (status == null) {
            return new AccountView(id, null, null, 0, 0, 0, 0, AccountStatus.NOT_OPENED, Map.of());
        }
        long balance = amount(rows.getBigDecimal("balance"));
        long held = rows.getLong("held");
        return new AccountView(
                id,
                rows.getString("currency"),
                rows.getString("owner"),
                balance,
                held,
                amount(BigDecimal.valueOf(balance).subtract(BigDecimal.valueOf(held))),
                rows.getLong("overdraft_limit"),
                AccountStatus.valueOf(status),
                JSON.readValue(rows.getString("metadata"), OBJECT));
    }

    /** Sums over some of an account's postings may pass the 64 bits that its balance never passes. */
    private static long amount(BigDecimal sum) {
        try {
            return sum.longValueExact();
        } catch (ArithmeticException e) {
            throw new RefusedException(
                    RefusalCode.AMOUNT_OVERFLOW, "the balance at this effective time does not fit into 64 bits");
        }
    }
}
