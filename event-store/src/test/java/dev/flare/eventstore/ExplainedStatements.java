package dev.flare.eventstore;

import static dev.flare.eventstore.support.Proxies.call;
import static dev.flare.eventstore.support.Proxies.proxy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The plan by which each statement was really run, be it new or kept with its connection, and what it touched: PostgreSQL tells
 * it with the answer. Statements inside of functions are told too.
 */
final class ExplainedStatements {

    private static final String TELL = "LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0;"
            + " SET auto_explain.log_analyze = on; SET auto_explain.log_buffers = on; SET auto_explain.log_timing = off;"
            + " SET auto_explain.log_nested_statements = on; SET auto_explain.log_format = json;"
            + " SET auto_explain.log_level = notice";

    /**
     * One statement that was run.
     *
     * @param times how often its connection had prepared it by then
     * @param plans its own and those of the functions that it calls
     */
    record Ran(String sql, int times, List<JsonNode> plans) {

        /** How many pages it touched, with all that it called. */
        long pages() {
            return plans.stream().mapToLong(Ran::pages).max().orElse(0);
        }

        private static long pages(JsonNode plan) {
            return plan.path("Shared Hit Blocks").asLong()
                    + plan.path("Shared Read Blocks").asLong();
        }

        /** The tables that it read from one end to the other. */
        List<String> scanned() {
            List<String> scanned = new ArrayList<>();
            plans.forEach(plan -> scanned(plan, scanned));
            return scanned;
        }

        private static void scanned(JsonNode plan, List<String> scanned) {
            if (plan.path("Node Type").asString("").equals("Seq Scan")) {
                scanned.add(plan.path("Relation Name").asString());
            }
            plan.path("Plans").forEach(child -> scanned(child, scanned));
        }
    }

    private record Prepared(int backend, String sql) {}

    private final Map<Prepared, Integer> times = new ConcurrentHashMap<>();
    private final Queue<Ran> ran = new ConcurrentLinkedQueue<>();

    /** What was run since the last call of this. */
    List<Ran> ran() {
        List<Ran> all = new ArrayList<>();
        for (Ran next = ran.poll(); next != null; next = ran.poll()) {
            all.add(next);
        }
        return all;
    }

    DataSource on(DataSource real) {
        return proxy(DataSource.class, (method, args) -> {
            Object result = call(real, method, args);
            return result instanceof Connection connection ? explained(connection) : result;
        });
    }

    private Connection explained(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(TELL);
        }
        int backend = connection.unwrap(PGConnection.class).getBackendPID();
        return proxy(Connection.class, (method, args) -> {
            Object result = call(connection, method, args);
            return method.getName().equals("prepareStatement")
                    ? explained((PreparedStatement) result, new Prepared(backend, (String) args[0]))
                    : result;
        });
    }

    private PreparedStatement explained(PreparedStatement statement, Prepared prepared) {
        int before = times.merge(prepared, 1, Integer::sum);
        return proxy(PreparedStatement.class, (method, args) -> {
            Object result = call(statement, method, args);
            if (method.getName().startsWith("execute")) {
                ran.add(new Ran(prepared.sql(), before, plans(statement)));
            }
            return result;
        });
    }

    private static List<JsonNode> plans(PreparedStatement statement) throws SQLException {
        List<JsonNode> plans = new ArrayList<>();
        for (SQLWarning told = statement.getWarnings(); told != null; told = told.getNextWarning()) {
            String message = String.valueOf(told.getMessage());
            int json = message.indexOf('{');
            if (message.contains("plan:") && json > 0) {
                plans.add(JsonMapper.shared().readTree(message.substring(json)).path("Plan"));
            }
        }
        return plans;
    }
}
