package dev.flare.web.log;

import java.util.Set;

/**
 * What may be shown in a log. Everything is masked unless its field is known to carry no secret and nothing about a person, and
 * its value looks like a number, an id or a word: so a new field, a free text, or a name typed into the wrong field is masked
 * without anybody having thought of it.
 */
final class Harmless {

    static final String MASK = "***";

    private static final int NAME_MAX = 64;
    private static final int VALUE_MAX = 128;

    private static final Set<String> SHOWN = Set.of(
            // what moves, and where
            "accountId",
            "account",
            "accounts",
            "amount",
            "available",
            "balance",
            "balanceAfter",
            "currencies",
            "currency",
            "from",
            "held",
            "inTransit",
            "minBalance",
            "overdraftLimit",
            "to",
            "total",
            "world",
            // which one
            "alertId",
            "depositId",
            "holdId",
            "id",
            "invoiceId",
            "region",
            "regions",
            "reversalId",
            "transactionId",
            "transferId",
            "transfers",
            "withdrawalId",
            // when
            "asOf",
            "at",
            "deadline",
            "effectiveAt",
            "expiresAt",
            "minPosition",
            "position",
            "positions",
            "recordedAt",
            // how it went
            "atomic",
            "code",
            "cursor",
            "data",
            "events",
            "field",
            "hasCompensated",
            "hasCompleted",
            "hasFailed",
            "hasMore",
            "hasStarted",
            "index",
            "ok",
            "onFailure",
            "pageSize",
            "participant",
            "participants",
            "results",
            "state",
            "status",
            "type");

    private Harmless() {}

    /** Whether the values of a field may be shown, if they look harmless themselves. */
    static boolean isShown(String field) {
        return SHOWN.contains(field);
    }

    /** A field's name, which is given by the client too. */
    static boolean isName(String name) {
        if (name.isEmpty() || name.length() > NAME_MAX) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isLetterOrDigit(name.charAt(i)) && name.charAt(i) != '_' && name.charAt(i) != '-') {
                return false;
            }
        }
        return true;
    }

    /** A number, an id, an instant, a code: no blanks, and no address of anybody. */
    static boolean isValue(String value) {
        if (value.length() > VALUE_MAX) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if (!isLetterOrDigit(value.charAt(i)) && "-_.:/,+".indexOf(value.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
