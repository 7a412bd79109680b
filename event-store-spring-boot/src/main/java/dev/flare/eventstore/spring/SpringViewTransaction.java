package dev.flare.eventstore.spring;

import dev.flare.eventstore.axon.tokens.ViewTransaction;
import java.sql.Connection;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A transaction of Spring's: whatever the handler writes with JdbcClient, JdbcTemplate or a repository is part of it. */
final class SpringViewTransaction implements ViewTransaction {

    private final PlatformTransactionManager transactions;
    private final TransactionStatus status;
    private final DataSource views;
    private final Connection connection;

    private SpringViewTransaction(
            PlatformTransactionManager transactions,
            TransactionStatus status,
            DataSource views,
            Connection connection) {
        this.transactions = transactions;
        this.status = status;
        this.views = views;
        this.connection = connection;
    }

    static ViewTransaction begin(PlatformTransactionManager transactions, DataSource views) {
        TransactionStatus status = transactions.getTransaction(
                new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
        // Asked first: a connection asked for now would be bound by that, and commit each statement by itself.
        if (!TransactionSynchronizationManager.hasResource(views)) {
            transactions.rollback(status);
            throw new EventStoreMisconfiguredException(
                    "the application's transaction manager does not begin transactions of the views' DataSource",
                    "Make the DataSource with the views the @Primary one, and its transaction manager too.");
        }
        return new SpringViewTransaction(transactions, status, views, DataSourceUtils.getConnection(views));
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public void commit() {
        DataSourceUtils.releaseConnection(connection, views);
        transactions.commit(status);
    }

    @Override
    public void rollback() {
        DataSourceUtils.releaseConnection(connection, views);
        transactions.rollback(status);
    }
}
