package dev.flare.eventstore.support;

import static dev.flare.eventstore.support.Proxies.call;
import static dev.flare.eventstore.support.Proxies.proxy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** Counts what is asked of a data source: statements, rows, and connections that are out. */
public final class WatchedDataSource {

    private final DataSource real;
    private final AtomicLong statements = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong from = new AtomicLong(-1);
    private final AtomicLong borrowings = new AtomicLong();
    private final AtomicInteger borrowed = new AtomicInteger();
    private final AtomicInteger mostBorrowed = new AtomicInteger();

    public WatchedDataSource(DataSource real) {
        this.real = real;
    }

    /** How many statements were run. */
    public long statements() {
        return statements.get();
    }

    /** How many rows were taken from their answers. */
    public long rows() {
        return rows.get();
    }

    /** From which position on the last statement looked that was given one first; -1 when there was none. */
    public long from() {
        return from.get();
    }

    /** How often a connection was taken. */
    public long borrowings() {
        return borrowings.get();
    }

    /** How many connections are out. */
    public int borrowed() {
        return borrowed.get();
    }

    /** How many were out at once. */
    public int mostBorrowed() {
        return mostBorrowed.get();
    }

    public DataSource dataSource() {
        return proxy(DataSource.class, (method, args) -> {
            Object result = call(real, method, args);
            return result instanceof Connection connection ? lent(connection) : result;
        });
    }

    private Connection lent(Connection connection) {
        borrowings.incrementAndGet();
        mostBorrowed.accumulateAndGet(borrowed.incrementAndGet(), Math::max);
        return proxy(Connection.class, (method, args) -> {
            Object result = call(connection, method, args);
            if (method.getName().equals("close")) {
                borrowed.decrementAndGet();
            }
            return result instanceof PreparedStatement statement ? watched(statement) : result;
        });
    }

    private PreparedStatement watched(PreparedStatement statement) {
        return proxy(PreparedStatement.class, (method, args) -> {
            if (method.getName().startsWith("execute")) {
                statements.incrementAndGet();
            } else if (method.getName().equals("setLong") && args[0].equals(1)) {
                from.set((Long) args[1]);
            }
            Object result = call(statement, method, args);
            return result instanceof ResultSet found ? watched(found) : result;
        });
    }

    private ResultSet watched(ResultSet found) {
        return proxy(ResultSet.class, (method, args) -> {
            Object result = call(found, method, args);
            if (method.getName().equals("next") && Boolean.TRUE.equals(result)) {
                rows.incrementAndGet();
            }
            return result;
        });
    }
}
