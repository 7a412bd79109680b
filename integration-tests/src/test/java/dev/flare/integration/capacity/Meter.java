package dev.flare.integration.capacity;

import dev.flare.integration.support.Postgres;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the server counts of itself. */
final class Meter {

    /** A statement in a database. */
    record Key(String database, String role, Known statement, String text) {}

    /** Everything counted up to a moment, or between two. */
    record Reading(Map<Key, Cost> costs) {

        Reading since(Reading before) {
            Map<Key, Cost> spent = new HashMap<>();
            costs.forEach((key, cost) -> {
                Cost difference = cost.minus(before.costs.getOrDefault(key, Cost.NONE));
                if (difference.calls() != 0) {
                    spent.put(key, difference);
                }
            });
            return new Reading(spent);
        }

        /** Without what is not of the region in question, and without the looks at the head that a watch takes once a second. */
        Reading undisturbed(long times, double seconds) {
            Map<Key, Cost> rest = new HashMap<>();
            costs.forEach((key, cost) -> {
                long calls = key.statement() == Known.HEAD ? withoutLooks(cost.calls(), times, seconds) : cost.calls();
                if (calls > 0 && (key.database().equals("uk") || key.database().equals("views"))) {
                    rest.put(key, new Cost(calls, cost.rows(), cost.walBytes(), cost.fullPages()));
                }
            });
            return new Reading(rest);
        }

        private static long withoutLooks(long calls, long times, double seconds) {
            long odd = times == 1 ? calls : calls % times;
            return odd <= seconds + 1 ? calls - odd : calls;
        }

        Cost of(Known statement) {
            return sum(key -> key.statement() == statement);
        }

        Cost sum(Predicate<Key> which) {
            return costs.entrySet().stream()
                    .filter(entry -> which.test(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .reduce(Cost.NONE, Cost::plus);
        }

        Map<Known, Cost> totals() {
            Map<Known, Cost> totals = new TreeMap<>();
            costs.forEach((key, cost) -> totals.merge(key.statement(), cost, Cost::plus));
            return totals;
        }

        /** As the document writes them: {@code append + 2 source}. */
        String statements(Predicate<Known> which, long times) {
            return totals().entrySet().stream()
                    .filter(each -> which.test(each.getKey()))
                    .map(each -> times(each.getValue().calls(), times)
                            + each.getKey().written())
                    .collect(Collectors.joining(" + "));
        }

        private static String times(long calls, long times) {
            return calls == times ? "" : calls % times == 0 ? calls / times + " " : calls + "/" + times + " ";
        }

        /** Of the command side: what the readers of views ask is their own affair. */
        List<String> unknown() {
            return unknown("flare_command");
        }

        /** What a role asked that nobody knows. */
        List<String> unknown(String role) {
            return costs.keySet().stream()
                    .filter(key -> key.statement() == Known.OTHER && key.role().equals(role))
                    .map(key -> key.database() + ": " + key.text())
                    .toList();
        }
    }

    private static final String STATEMENTS = """
            SELECT string_agg(concat_ws(chr(31), d.datname, r.rolname, s.calls, s.rows, s.wal_bytes, s.wal_fpi, s.query), chr(30))
            FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid JOIN pg_roles r ON r.oid = s.userid
            WHERE r.rolname IN ('flare_command', 'flare_query', 'flare_supervisor')""";

    private static final String APPENDER = """
            SELECT pid FROM pg_stat_activity WHERE datname = 'uk' AND usename = 'flare_command'
                AND (query LIKE '%UPDATE head SET%' OR query LIKE 'SELECT position, hash, clock FROM head%')""";

    private final Postgres postgres;

    Meter(Postgres postgres) {
        this.postgres = postgres;
    }

    Reading read() {
        Map<Key, Cost> costs = new HashMap<>();
        for (String row : postgres.ask("postgres", STATEMENTS).split("\u001e")) {
            String[] fields = row.split("\u001f", 7);
            String text = fields[6].replaceAll("\\s+", " ");
            long[] counts =
                    Arrays.stream(fields, 2, 6).mapToLong(Long::parseLong).toArray();
            Key key = new Key(fields[0], fields[1], Known.of(fields[1], text), text);
            costs.merge(key, new Cost(counts[0], counts[1], counts[2], counts[3]), Cost::plus);
        }
        return new Reading(costs);
    }

    long number(String database, String sql) {
        return Long.parseLong(postgres.ask(database, sql));
    }

    long rows(String table) {
        return number("uk", "SELECT count(*) FROM " + table);
    }

    /** How often the connection that appends waited for the disk, as far as it has told: it does so once a second at most. */
    long fsyncs() {
        return number(
                "postgres",
                "SELECT coalesce(sum(i.fsyncs), 0)::bigint FROM (" + APPENDER
                        + ") a CROSS JOIN LATERAL pg_stat_get_backend_io(a.pid) i WHERE i.object = 'wal'");
    }

    /** With everything that belongs to it, of a whole database. */
    long bytes(String database) {
        return number(
                database,
                "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_namespace n"
                        + " ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'");
    }
}
