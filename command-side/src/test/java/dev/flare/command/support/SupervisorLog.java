package dev.flare.command.support;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.messages.MessageNames;
import dev.flare.messages.MetadataKeys;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.TransferSent;
import dev.flare.messages.shared.Region;
import dev.flare.messages.supervision.Step;
import dev.flare.messages.supervision.StepRequested;
import dev.flare.messages.supervision.SupervisionNames;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The log of a supervisor that asks for whatever it is told to ask for. */
public final class SupervisorLog implements AutoCloseable {

    private final HikariDataSource dataSource = (HikariDataSource) TestPostgres.newDataSource();
    private final EventStore store;

    public SupervisorLog(Clock clock) {
        EventStoreSchema.migrate(dataSource);
        store = EventStore.open(dataSource, "supervisor", EventStoreSettings.defaults(), clock);
    }

    public EventReader reader() {
        return store.reader();
    }

    public DataSource database() {
        return dataSource;
    }

    public void credit(TransferSent sent) {
        ask(new StepRequested(sent.transferId(), sent.to().region(), Step.CREDIT, null, sent.terms(), null));
    }

    public void ask(String transactionId, Region region, Step step, @Nullable String alertId) {
        ask(new StepRequested(transactionId, region, step, alertId, null, null));
    }

    public void ask(StepRequested step) {
        ask(List.of(step));
    }

    /** All in one append. */
    public void ask(List<StepRequested> steps) {
        append(steps.stream()
                .map(step -> event(
                        step.transactionId(),
                        step.region(),
                        SupervisionNames.of(StepRequested.class),
                        SupervisionNames.write(step)))
                .toList());
    }

    /** Whatever somebody wrote as a step. */
    public void write(String transactionId, Region region, String type, String payload) {
        append(List.of(event(transactionId, region, type, payload)));
    }

    private static NewEvent event(String transactionId, Region region, String type, String payload) {
        return new NewEvent(
                UUID.randomUUID(),
                type,
                MessageNames.VERSION,
                List.of(Tags.transaction(transactionId), Tags.steps(region)),
                Map.of(MetadataKeys.CORRELATION_ID, "correlation-of-" + transactionId),
                payload);
    }

    private void append(List<NewEvent> events) {
        store.append(events, List.of()).join();
    }

    @Override
    public void close() {
        store.close();
        dataSource.close();
    }
}
