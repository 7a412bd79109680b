package dev.flare.command.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.command.CommandSchema;
import dev.flare.command.CommandSettings;
import dev.flare.command.execution.LedgerFactory;
import dev.flare.command.execution.Request;
import dev.flare.command.region.CommandMetrics;
import dev.flare.command.region.Ledgers;
import dev.flare.command.region.RegionStores;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.PostgresServer;
import dev.flare.eventstore.support.TestPostgres;
import dev.flare.messages.MessageNames;
import dev.flare.messages.Tags;
import dev.flare.messages.ledger.OpenAccount;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Region;
import dev.flare.messages.supervision.Step;
import dev.flare.messages.supervision.StepRequested;
import dev.flare.messages.supervision.SupervisionNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** The command side does its work without the supervisor's database, and takes up transfers between regions once it is there. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TransferStepsTest {

    private static final Region UK = new Region("uk");
    private static final String TRANSACTION = "uk-0000000000000000000000000000000a";

    private final Clock clock = Clock.systemUTC();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    /** On which the databases of this test are alone. */
    private final String prefix = "steps_" + UUID.randomUUID().toString().replace('-', '_') + "_";

    private final PostgresServer server = new PostgresServer(
            TestPostgres.owner().urlTemplate().replace("{database}", prefix + "{database}"),
            TestPostgres.owner().user(),
            TestPostgres.owner().password());

    private HikariDataSource create(String database) {
        TestPostgres.execute("CREATE DATABASE " + prefix + database);
        HikariDataSource created = server.open(database, database, 5);
        EventStoreSchema.migrate(created);
        return created;
    }

    @Test
    void without_the_supervisors_database_it_starts_and_works_and_says_so() throws Exception {
        try (HikariDataSource uk = create(UK.name())) {
            CommandSchema.migrate(uk);
        }
        CommandSettings settings = new CommandSettings(List.of(UK), server, Duration.ofSeconds(5), 12, 5_000);
        try (RegionStores stores = new RegionStores(settings, clock, meters);
                Ledgers ledgers =
                        stores.ledgers(new LedgerFactory(clock, settings.patience()), new CommandMetrics(meters));
                TransferSteps steps = TransferSteps.follow(server, stores, ledgers, clock, meters)) {
            TransferStepsHealth health = new TransferStepsHealth(steps, clock);
            ledgers.execute(
                    new OpenAccount(new AccountId("uk-ada"), new CurrencyCode("GBP"), null, 0, Map.of()),
                    "accountId",
                    new Request("correlation-1", null, Map.of()));
            await(() -> health.health().getDetails().get("uk").toString().contains("failure="));
            try (HikariDataSource supervisor = create(TransferSteps.SUPERVISOR)) {
                ask(supervisor);
            }
            await(() -> meters.get("flare.steps.parked").gauge().value() == 1);
            await(() -> isParkedOnly(health.health()));
            assertThat(meters.get("flare.follower.position")
                            .tags("follower", "steps", "region", "uk")
                            .gauge()
                            .value())
                    .isEqualTo(2);
            assertThat(meters.get("flare.command")
                            .tags("command", "HaltTransfer", "outcome", "accepted")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    private static boolean isParkedOnly(Health health) {
        return health.getStatus().equals(Status.UP)
                && health.getDetails().get("parked").toString().contains("it has no terms");
    }

    /** Something that can be done and something that cannot. */
    private void ask(DataSource supervisor) {
        try (EventStore log = EventStore.open(supervisor, "supervisor", EventStoreSettings.defaults(), clock)) {
            log.append(
                            List.of(
                                    asked(new StepRequested(TRANSACTION, UK, Step.CREDIT, null, null, null)),
                                    asked(new StepRequested(TRANSACTION, UK, Step.HALT, "alert-1", null, null))),
                            List.of())
                    .join();
        }
    }

    private static NewEvent asked(StepRequested step) {
        return new NewEvent(
                UUID.randomUUID(),
                SupervisionNames.of(StepRequested.class),
                MessageNames.VERSION,
                List.of(Tags.steps(UK), Tags.transaction(step.transactionId())),
                Map.of(),
                SupervisionNames.write(step));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 2_000 && !condition.getAsBoolean(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
