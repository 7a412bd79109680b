package dev.flare.eventstore;

import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/**
 * A network that loses the answer to an append once, when it is told to; what the server makes of the statement differs. Or
 * nobody is connected at all, for a reason that no data source gives.
 */
final class LosingDataSource {

    enum Loss {
        NONE,
        /** The server has committed. */
        AFTER_COMMIT,
        /** The server is still at it, waiting for the head. */
        WHILE_IT_WAITS,
        /** The statement reaches the server later. */
        BEFORE_IT_ARRIVES
    }

    private final TestLog log;
    private volatile Loss next = Loss.NONE;
    private volatile Runnable meanwhile = () -> {};

    /** While it is, whoever asks for a connection meets an error. */
    volatile boolean broken;

    /** Lets the statement that was late reach the server. */
    final CountDownLatch arrival = new CountDownLatch(1);

    /** Whether the lost statement wrote something. */
    final CompletableFuture<Boolean> wrote = new CompletableFuture<>();

    LosingDataSource(TestLog log) {
        this.log = log;
    }

    void lose(Loss loss) {
        lose(loss, () -> {});
    }

    /** @param first what happens before the store learns of the loss; it may throw an error instead */
    void lose(Loss loss, Runnable first) {
        meanwhile = first;
        next = loss;
    }

    DataSource dataSource() {
        return proxy(
                DataSource.class,
                (method, args) -> method.getName().equals("getConnection")
                        ? connection(connect())
                        : call(log.owner, method, args));
    }

    private Connection connect() throws SQLException {
        if (broken) {
            throw new StackOverflowError("nobody foresaw it");
        }
        return log.owner.getConnection();
    }

    private Connection connection(Connection real) {
        boolean[] broken = {false};
        return proxy(Connection.class, (method, args) -> {
            if (broken[0]) {
                if (method.getName().equals("close")) {
                    return null;
                }
                throw new SQLException("broken", "08003");
            }
            Object result = call(real, method, args);
            boolean append = method.getName().equals("prepareStatement")
                    && ((String) args[0]).contains("INSERT INTO events")
                    && next != Loss.NONE;
            return append ? losing((PreparedStatement) result, broken) : result;
        });
    }

    private PreparedStatement losing(PreparedStatement real, boolean[] broken) {
        return proxy(PreparedStatement.class, (method, args) -> {
            if (!method.getName().equals("execute")) {
                return broken[0] ? null : call(real, method, args);
            }
            Loss loss = next;
            next = Loss.NONE;
            broken[0] = true;
            switch (loss) {
                case AFTER_COMMIT -> execute(real);
                case WHILE_IT_WAITS -> {
                    Thread.startVirtualThread(() -> execute(real));
                    await().until(() -> waitingForLocks() == 1);
                }
                case BEFORE_IT_ARRIVES ->
                    Thread.startVirtualThread(() -> {
                        awaitArrival();
                        execute(real);
                    });
                case NONE -> throw new IllegalStateException();
            }
            meanwhile.run();
            throw new SQLException("the answer was lost", "08006");
        });
    }

    private void execute(PreparedStatement real) {
        try (Connection connection = real.getConnection()) {
            wrote.complete(Batch.written(real) > 0);
        } catch (SQLException e) {
            wrote.completeExceptionally(e);
        }
    }

    private void awaitArrival() {
        try {
            arrival.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    long waitingForLocks() {
        return log.number("""
                SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'""");
    }

    private interface Call {
        Object with(Method method, Object[] args) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> call.with(method, args)));
    }

    private static Object call(Object real, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
