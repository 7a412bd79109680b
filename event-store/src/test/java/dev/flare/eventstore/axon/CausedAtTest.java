package dev.flare.eventstore.axon;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.Appended;
import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.EventStore;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.eventstore.EventStoreSettings;
import dev.flare.eventstore.support.SettableClock;
import dev.flare.eventstore.support.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.axonframework.conversion.PassThroughConverter;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.messaging.core.GenericMessage;
import org.axonframework.messaging.core.Message;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** When the cause was recorded travels with Axon's messages: event, command, event. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CausedAtTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant CAUSE = NOW.plusSeconds(3);

    private final CausedAt causedAt = new CausedAt();

    private static EventMessage event(Map<String, String> metadata, Instant at) {
        return new GenericEventMessage(
                java.util.UUID.randomUUID().toString(), new MessageType("Happened", "1"), "{}", metadata, at);
    }

    @Test
    void it_goes_from_an_event_to_a_command_and_on() {
        Map<String, String> fromEvent = causedAt.correlationDataFor(event(Map.of(), CAUSE));
        Message command = new GenericMessage(new MessageType("Do", "1"), "{}", fromEvent);
        assertThat(CausedAt.in(causedAt.correlationDataFor(command))).isEqualTo(CAUSE);
        assertThat(CausedAt.in(Map.of())).isEqualTo(Instant.EPOCH);
        assertThat(CausedAt.in(Map.of(CausedAt.KEY, "tuesday"))).isEqualTo(Instant.EPOCH);
    }

    @Test
    void the_engine_records_an_event_after_the_cause_in_its_metadata() throws Exception {
        String database = TestPostgres.newDatabase();
        try (HikariDataSource pool = TestPostgres.owner().open(database, "caused", 8)) {
            EventStoreSchema.migrate(pool);
            try (EventStore store =
                            EventStore.open(pool, "caused", EventStoreSettings.defaults(), new SettableClock(NOW));
                    Arrivals arrivals = new Arrivals(pool, "caused")) {
                PostgresEventStorageEngine engine = new PostgresEventStorageEngine(
                        store, arrivals, PassThroughConverter.INSTANCE, Timestamps.RECORDED, new SettableClock(NOW));
                EventMessage effect = event(Map.of(CausedAt.KEY, CAUSE.toString()), NOW);
                Object appended = engine.appendEvents(
                                AppendCondition.none(),
                                null,
                                List.of(new GenericTaggedEventMessage<>(effect, Set.of())))
                        .get(10, TimeUnit.SECONDS)
                        .commit(null)
                        .get(10, TimeUnit.SECONDS);
                assertThat(((Appended) appended).recordedAt()).isAfter(CAUSE);
            }
        }
    }
}
