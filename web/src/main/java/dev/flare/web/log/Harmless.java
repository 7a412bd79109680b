package dev.flare.web.log;

import java.util.Set;

/**
 * What may be shown in a log. Everything is masked unless its field is known to carry no secret and nothing about a person, and
 * its value looks like a number, an id or a word: so a new field, a free text, or a name typed into the wrong field is masked
 * without anybody having thought of it.
 */
final class Harmless {

    static final String MASK = "***";

    private static final int REGION_MAX = 8;
    private static final String SUPERVISOR = "supervisor";
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
            "captured",
            "currency",
            "from",
            "held",
            "inTransit",
            "minBalance",
            "overdraftLimit",
            "released",
            "to",
            "total",
            "world",
            // which one
            "alertId",
            "batchId",
            "correlationId",
            "depositId",
            "holdId",
            "id",
            "invoiceId",
            "region",
            "regions",
            "reversalId",
            "transactionId",
            "transferId",
            "withdrawalId",
            // when
            "at",
            "completedAt",
            "deadline",
            "deliveredAt",
            "dueAt",
            "effectiveAt",
            "expiresAt",
            "minPosition",
            "nextAttemptAt",
            "position",
            "positions",
            "raisedAt",
            "recordedAt",
            "registeredAt",
            "startedAt",
            // how it went
            "action",
            "after",
            "atomic",
            "attempts",
            "channel",
            "code",
            "compensates",
            "escalations",
            "event",
            "events",
            "failure",
            "field",
            "hasCompensated",
            "hasCompleted",
            "hasFailed",
            "hasMore",
            "hasStarted",
            "index",
            "leadsTo",
            "ok",
            "onFailure",
            "pageSize",
            "participant",
            "source",
            "state",
            "status",
            "stoppedBy",
            "stopsIntakeOnAlert",
            "type");

    /** They hold what is harmless, and are not so themselves: a cursor in a query carries the names that were asked for. */
    private static final Set<String> OPENED = Set.of(
            "acknowledgement",
            "actions",
            "asOf",
            "chain",
            "currencies",
            "cursor",
            "data",
            "deliveries",
            "evidence",
            "firstFailure",
            "matrix",
            "participants",
            "results",
            "transfers");

    /** Their names say nothing, their values do. */
    private static final Set<String> NAMED = Set.of(
            "compensateUrl",
            "detail",
            "metadata",
            "name",
            "next",
            "owner",
            "path",
            "previous",
            "reason",
            "reference",
            "runbook",
            "says",
            "statusUrl",
            "title",
            // headers that a refusal names
            "Accept",
            "Content-Type",
            "Idempotency-Key",
            "X-Correlation-Id");

    private Harmless() {}

    /** Whether one looks into an object or a list of that name at all. */
    static boolean isOpened(String field) {
        return OPENED.contains(field) || SHOWN.contains(field);
    }

    /** Whether the values of a field may be shown, if they look harmless themselves. */
    static boolean isShown(String field) {
        return SHOWN.contains(field);
    }

    /** A field's name, which is given by the client too. */
    static boolean isName(String name) {
        return SHOWN.contains(name) || OPENED.contains(name) || NAMED.contains(name);
    }

    /** What looks like the name of a region, or is the supervisor's log. */
    static boolean isRegion(String name) {
        return name.equals(SUPERVISOR)
                || (name.length() <= REGION_MAX && name.chars().allMatch(c -> c >= 'a' && c <= 'z'));
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
