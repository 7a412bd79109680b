package dev.flare.integration.capacity;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The statements that the document speaks of, by what only they contain. */
enum Known {
    SOURCE("flare_command", "WITH RECURSIVE kinds"),
    BY_ID("flare_command", "FROM events e WHERE e.id ="),
    APPEND("flare_command", "INSERT INTO events"),
    TAKEN_TAGS("flare_command", "AS asked"),
    NOTIFY("flare_command", "pg_notify"),
    HEAD("flare_command", "SELECT position, hash, clock FROM head"),

    EXPIRY_LOOK("flare_command", "AS due FROM hold_expiry_position"),
    EXPIRY_TAKE("flare_command", "AS kind (type)"),
    EXPIRY_ADD("flare_command", "INSERT INTO hold_expiry"),
    EXPIRY_REMOVE("flare_command", "DELETE FROM hold_expiry"),
    EXPIRY_MOVE("flare_command", "UPDATE hold_expiry_position"),
    EXPIRY_DUE("flare_command", "SELECT hold_id FROM hold_expiry WHERE expires_at"),

    UNDER_WAY("flare_command", "FROM participation WHERE has_started", "under_way"),
    PARKED_STEPS("flare_command", "EXISTS (SELECT FROM parked_step)"),
    TAG_INDEX("flare_command", "tags_head"),
    TAG_ROWS("flare_command", "COPY event_tags"),
    ROW_TYPES("flare_command", "::regtype::oid"),

    WATCH("flare_query", "SELECT position, hash, clock FROM head"),
    TAKE("flare_query", "FROM events e WHERE e.position > $1 ORDER BY e.position LIMIT"),
    LOCK("flare_query", "FROM view_position WHERE view", "FOR UPDATE"),
    LOAD("flare_query", "FROM account WHERE account_id = ANY"),
    HISTORY("flare_query", "INSERT INTO account_history"),
    ACCOUNTS("flare_query", "INSERT INTO account AS a"),
    TOTALS("flare_query", "INSERT INTO region_totals"),
    MOVE("flare_query", "UPDATE view_position SET position"),

    FOLLOWED_BEGIN("flare_supervisor", "INSERT INTO followed"),
    FOLLOWED_WATCH("flare_supervisor", "SELECT position, hash, clock FROM head"),
    FOLLOWED_LOCK("flare_supervisor", "SELECT position FROM followed"),
    FOLLOWED_TAKE("flare_supervisor", "FROM events e WHERE e.position > $1 ORDER BY e.position LIMIT"),
    FOLLOWED_MOVE("flare_supervisor", "UPDATE followed"),
    PARKED_LOOK("flare_supervisor", "FROM parked_fact parked"),
    PARKED_COUNT("flare_supervisor", "SELECT count(*) FROM parked_fact"),

    CUT_HOLD("flare_supervisor", "SELECT region, position FROM followed"),
    CUT_TAKEN("flare_supervisor", "SELECT position FROM taken"),
    CUT_MONEY("flare_supervisor", "both_sides"),

    TAKEN_LOCK("flare_supervisor", "SELECT position, fold_version FROM taken"),
    WORK_TAKE("flare_supervisor", "UPDATE work w SET due_at"),
    WORK_NEXT("flare_supervisor", "SELECT min(due_at) FROM work"),

    SET("", "SET "),
    BEGIN("", "BEGIN"),
    COMMIT("", "COMMIT"),
    OTHER("");

    private final String role;
    private final List<String> fragments;

    Known(String role, String... fragments) {
        this.role = role;
        this.fragments = List.of(fragments);
    }

    static Known of(String role, String query) {
        return Arrays.stream(values())
                .filter(known -> known.role.isEmpty() || known.role.equals(role))
                .filter(known -> known.fragments.stream().allMatch(query::contains))
                .findFirst()
                .orElse(OTHER);
    }

    /** Whether each command costs it for itself. */
    boolean isOfCommand() {
        return compareTo(HEAD) <= 0;
    }

    /** Whether a step that takes events into the views costs it. */
    boolean isOfView() {
        return compareTo(LOAD) >= 0 && compareTo(MOVE) <= 0;
    }

    String written() {
        return name().toLowerCase(Locale.ROOT);
    }
}
