package dev.flare.eventstore.axon.tokens;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.JdbcException;
import org.axonframework.messaging.core.Context.ResourceKey;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.core.unitofwork.UnitOfWork;
import org.axonframework.messaging.core.unitofwork.UnitOfWorkConfiguration;
import org.axonframework.messaging.core.unitofwork.UnitOfWorkFactory;
import org.jspecify.annotations.Nullable;

/**
 * Units of work that are one transaction of the views' database each. For event processors: everything that is written with
 * {@link #connection}, and the token, is committed together or not at all.
 *
 * <p>Give it to the event processor, {@code configuration.unitOfWorkFactory(…)}, and to nothing else: registered for command
 * handling it would begin a transaction for every command.
 *
 * <p>Not promised: anything for what is written elsewhere. Events that a handler publishes are committed by their own store.
 */
public final class ViewTransactions implements UnitOfWorkFactory {

    /** Begins transactions. */
    @FunctionalInterface
    public interface Begin {
        ViewTransaction begin() throws SQLException;
    }

    private static final ResourceKey<ViewTransaction> TRANSACTION = ResourceKey.withLabel("viewTransaction");

    private final UnitOfWorkFactory units;
    private final Begin begin;

    /** @param views a transaction takes one connection of it */
    public ViewTransactions(UnitOfWorkFactory units, DataSource views) {
        this(units, on(views));
    }

    /** Each on a connection of its own. */
    public static Begin on(DataSource views) {
        return () -> JdbcViewTransaction.begin(views);
    }

    /** With transactions that somebody else knows how to begin, for frameworks that share their connection. */
    public ViewTransactions(UnitOfWorkFactory units, Begin begin) {
        this.units = units;
        this.begin = begin;
    }

    /**
     * The connection of the transaction that an event is handled in. A handler takes the {@link ProcessingContext} as a
     * parameter.
     *
     * @throws IllegalStateException when the event processor was not given {@link ViewTransactions}
     */
    public static Connection connection(ProcessingContext context) {
        Connection connection = connectionOrNull(context);
        if (connection == null) {
            throw new IllegalStateException("no view's transaction here: give the event processor ViewTransactions,"
                    + " configuration.unitOfWorkFactory(new ViewTransactions(…))");
        }
        return connection;
    }

    static @Nullable Connection connectionOrNull(@Nullable ProcessingContext context) {
        ViewTransaction transaction = context == null ? null : context.getResource(TRANSACTION);
        return transaction == null ? null : transaction.connection();
    }

    @Override
    public UnitOfWork create(
            String identifier, Function<UnitOfWorkConfiguration, UnitOfWorkConfiguration> customization) {
        UnitOfWork unit =
                units.create(identifier, customization.andThen(UnitOfWorkConfiguration::forcedSameThreadInvocation));
        AtomicReference<ViewTransaction> open = new AtomicReference<>();
        unit.runOnPreInvocation(context -> {
            ViewTransaction transaction = begun();
            open.set(transaction);
            context.putResource(TRANSACTION, transaction);
        });
        unit.runOnCommit(context -> commit(open.getAndSet(null)));
        unit.onError((context, phase, error) -> rollback(open.getAndSet(null), error));
        return unit;
    }

    private ViewTransaction begun() {
        try {
            return begin.begin();
        } catch (SQLException e) {
            throw new JdbcException("no transaction of the views' database: " + e.getMessage(), e);
        }
    }

    private static void commit(@Nullable ViewTransaction transaction) {
        try {
            if (transaction != null) {
                transaction.commit();
            }
        } catch (SQLException e) {
            throw new JdbcException("a view's transaction may not be committed: " + e.getMessage(), e);
        }
    }

    /** Whatever a rollback fails with: nothing was committed, and the first error is the one that is told. */
    private static void rollback(@Nullable ViewTransaction transaction, Throwable error) {
        try {
            if (transaction != null) {
                transaction.rollback();
            }
        } catch (SQLException | RuntimeException e) {
            error.addSuppressed(e);
        }
    }
}
