package dev.flare.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.command.support.RealLedgers;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.messages.ledger.DepositMoney;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A command was carried out, and its answer was lost on the network until the store's patience was over. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UnknownOutcomeTest {

    private static final AccountId ADA = new AccountId("uk-ada");

    private final HikariDataSource real = (HikariDataSource) TestPostgres.newDataSource();

    /** How often the network fails from now on: at the answer to an append, then at a new connection. */
    private final AtomicInteger failures = new AtomicInteger();

    @Test
    void whoever_sent_it_is_told_so_and_it_is_not_carried_out_again() {
        EventStoreSchema.migrate(real);
        EventStoreSettings hasty = EventStoreSettings.defaults().withPatience(Duration.ZERO);
        try (real;
                EventStore store = EventStore.open(network(), "uk", hasty, Clock.systemUTC());
                Arrivals arrivals = new Arrivals(real, "uk");
                Ledger ledger = new LedgerFactory(Clock.systemUTC(), Duration.ofSeconds(10)).create(store, arrivals)) {
            ledger.execute(new OpenAccount(ADA, new CurrencyCode("GBP"), null, 0, Map.of()), RealLedgers.request(null));
            failures.set(2);
            assertThatThrownBy(() -> ledger.execute(
                            new DepositMoney(RealLedgers.newId(), ADA, 5, null, null, Map.of()),
                            RealLedgers.request(null)))
                    .isInstanceOfSatisfying(
                            RefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.UNAVAILABLE));
            // The store's own thread, if it was the one that wrote, has no patience for a second failure.
            assertThat(failures.getAndSet(0)).isLessThan(2);
            store.confirm().join();
            assertThat(store.reader().after(0, 10))
                    .as("opened, and deposited once")
                    .hasSize(2);
        }
    }

    private DataSource network() {
        return proxy(DataSource.class, (method, args) -> {
            if (method.getName().equals("getConnection")) {
                if (failures.compareAndSet(1, 0)) {
                    throw new SQLException("no way through", "08001");
                }
                return connection(real.getConnection());
            }
            return call(real, method, args);
        });
    }

    private Connection connection(Connection connection) {
        return proxy(Connection.class, (method, args) -> {
            Object result = call(connection, method, args);
            boolean append = method.getName().equals("prepareStatement")
                    && args[0].toString().contains("INSERT INTO events");
            return append ? losing((PreparedStatement) result) : result;
        });
    }

    private PreparedStatement losing(PreparedStatement append) {
        return proxy(PreparedStatement.class, (method, args) -> {
            Object result = call(append, method, args);
            if (method.getName().startsWith("execute") && failures.compareAndSet(2, 1)) {
                throw new SQLException("the answer was lost", "08006");
            }
            return result;
        });
    }

    private interface Call {
        Object with(Method method, Object[] args) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> call.with(method, args)));
    }

    private static Object call(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
