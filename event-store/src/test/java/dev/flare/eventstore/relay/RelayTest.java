package dev.flare.eventstore.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.Hash;
import dev.flare.eventstore.HashChain;
import dev.flare.eventstore.NewEvent;
import dev.flare.eventstore.StoredEvent;
import dev.flare.eventstore.support.JsonSchema;
import dev.flare.eventstore.support.Proxies;
import dev.flare.eventstore.support.TestKafka;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a real log to a real broker, whatever happens in between: each position once for whoever drops repeats, in order. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RelayTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestKafka kafka = TestKafka.shared();
    private final RelayedLog log = new RelayedLog(kafka);

    @AfterEach
    void close() {
        log.close();
    }

    private void untilAllIsRelayed() {
        await().atMost(LONG).until(() -> log.stored() == log.head());
    }

    @Test
    void every_event_is_published_as_the_schema_says_and_its_hash_can_be_computed_again() {
        log.append(List.of(
                new NewEvent(
                        UUID.randomUUID(),
                        "test.Told",
                        "2",
                        List.of("about=„this“ \\ \"that\"", "and=\u2028"),
                        Map.of("correlationId", "c-1 é", "other", "\"payload\":1"),
                        "{\"text\":\"Zürich 🚀\", \"payload\" : {}}"),
                RelayedLog.event("no JSON: \"quoted\""),
                RelayedLog.event("1 2"),
                RelayedLog.event("")));
        log.append(1_000);
        try (Relay relay = log.relay()) {
            untilAllIsRelayed();
            await().until(() -> relay.state().position() == log.head());
        }
        List<ConsumerRecord<byte[], byte[]>> records = log.records();
        assertThat(records).hasSize((int) log.head());
        JsonSchema schema = JsonSchema.packaged("/dev/flare/eventstore/relay/flare.events.json");
        List<StoredEvent> events = log.events();
        for (int i = 0; i < records.size(); i++) {
            StoredEvent event = events.get(i);
            String value = new String(records.get(i).value(), StandardCharsets.UTF_8);
            assertThat(schema.errors(value)).isEmpty();
            assertThat(records.get(i).key()).isNull();
            assertThat(records.get(i).timestamp()).isEqualTo(event.recordedAt().toEpochMilli());
            assertThat(TestKafka.headers(records.get(i)))
                    .containsEntry("position", String.valueOf(event.position()))
                    .containsEntry("type", event.type());
            assertThat(hashComputedFrom(value, i)).isEqualTo(event.hash());
        }
        assertThat(TestKafka.headers(records.getFirst())).containsEntry("correlationId", "c-1 é");
        assertThat(TestKafka.headers(records.getLast())).doesNotContainKey("correlationId");
        assertThat(kafka.partitions(log.topic)).isOne();
    }

    /** As a consumer would, who has nothing but the value; 1 to 3 are no JSON and so are strings in it. */
    private static Hash hashComputedFrom(String value, int number) {
        JsonNode json = JsonMapper.shared().readTree(value);
        String metadata = value.substring(value.indexOf(",\"metadata\":") + 12);
        String payload = metadata.substring(metadata.indexOf("},\"payload\":") + 12, metadata.length() - 1);
        return HashChain.hashOf(new StoredEvent(
                json.path("position").longValue(),
                UUID.fromString(json.path("id").stringValue()),
                Instant.parse(json.path("recordedAt").stringValue()),
                json.path("type").stringValue(),
                json.path("version").stringValue(),
                json.path("tags").valueStream().map(JsonNode::stringValue).toList(),
                metadata.substring(0, metadata.indexOf("},\"payload\":") + 1),
                number > 0 && number < 4 ? json.path("payload").stringValue() : payload,
                Hash.parse(json.path("previousHash").stringValue()),
                Hash.parse(json.path("hash").stringValue())));
    }

    @Test
    void killed_between_the_acknowledgement_and_the_position_it_publishes_again_and_leaves_no_gap() throws Exception {
        log.append(500);
        try (HikariDataSource pool = log.pool();
                RelayLog killed =
                        new RelayLog(log.topic, dyingBeforeItMoves(pool), kafka.connection(), Duration.ofSeconds(5))) {
            assertThatThrownBy(killed::take).hasMessageContaining("killed");
        }
        assertThat(log.stored()).isZero();
        assertThat(log.records()).hasSize(500);
        log.append(500);
        try (Relay next = log.relay()) {
            untilAllIsRelayed();
        }
        assertThat(log.records()).hasSize(1_500);
        assertThat(log.seen()).isEqualTo(log.all());
    }

    private static DataSource dyingBeforeItMoves(DataSource real) {
        return Proxies.proxy(DataSource.class, (method, args) -> {
            Object result = Proxies.call(real, method, args);
            return result instanceof Connection connection ? dyingBeforeItMoves(connection) : result;
        });
    }

    private static Connection dyingBeforeItMoves(Connection real) {
        return Proxies.proxy(Connection.class, (method, args) -> {
            if (method.getName().equals("prepareStatement")
                    && String.valueOf(args[0]).startsWith("UPDATE")) {
                throw new SQLException("killed");
            }
            return Proxies.call(real, method, args);
        });
    }

    @Test
    void of_two_relays_one_works_at_a_time_and_the_other_takes_over() throws Exception {
        Relay first = log.relay();
        try (Relay second = log.relay()) {
            for (int i = 0; i < 10; i++) {
                log.append(200);
                if (i == 5) {
                    first.close();
                }
            }
            untilAllIsRelayed();
            await().atMost(LONG).until(() -> second.state().position() == log.head());
            assertThat(second.state().failed()).isZero();
        } finally {
            first.close();
        }
        // Not its size: what the first was just publishing when it was closed is published again.
        assertThat(log.seen()).isEqualTo(log.all());
    }

    @Test
    void while_another_one_is_at_work_a_step_does_nothing() throws Exception {
        log.append(10);
        try (Relay first = log.relay()) {
            untilAllIsRelayed();
        }
        log.append(10);
        try (HikariDataSource pool = log.pool();
                Connection other = pool.getConnection();
                RelayLog waiting = new RelayLog(log.topic, pool, kafka.connection(), Duration.ofSeconds(5))) {
            other.setAutoCommit(false);
            assertThat(RelayedPosition.lock(other, log.topic)).hasValue(10);
            assertThat(waiting.take().position()).isEqualTo(10);
            assertThat(log.records()).hasSize(10);
            other.rollback();
            assertThat(waiting.take().position()).isEqualTo(20);
        }
    }

    @Test
    void a_broker_that_is_away_shows_and_when_it_is_back_all_is_caught_up() {
        log.append(100);
        kafka.stop();
        try (Relay relay = log.relay()) {
            await().atMost(LONG).until(() -> relay.state().failures() > 0);
            assertThat(relay.state().position()).isEqualTo(-1);
            kafka.start();
            untilAllIsRelayed();
            kafka.stop();
            log.append(100);
            await().atMost(LONG).until(() -> relay.state().failures() > 0);
            assertThat(relay.state().failure()).contains("position 101 is not in " + log.topic);
            assertThat(log.stored()).isEqualTo(100);
            kafka.start();
            untilAllIsRelayed();
            await().atMost(LONG).until(() -> relay.state().failures() == 0);
        } finally {
            kafka.start();
        }
        assertThat(log.seen()).isEqualTo(log.all());
    }

    @Test
    void a_broker_slower_than_its_patience_costs_repeats_and_no_gap() throws Exception {
        log.append(Stream.generate(() -> RelayedLog.event("\"" + random(50) + "\""))
                .limit(1_200)
                .toList());
        limitTo(10_000.0);
        try (Relay relay = log.relay(Duration.ofMillis(400))) {
            await().atMost(LONG).until(() -> relay.state().failed() > 1);
            limitTo(null);
            untilAllIsRelayed();
        }
        assertThat(log.seen()).isEqualTo(log.all());
    }

    private static String random(int uuids) {
        return Stream.generate(UUID::randomUUID)
                .limit(uuids)
                .map(UUID::toString)
                .collect(Collectors.joining());
    }

    /** Bytes a second that the broker takes from the relay, before it makes it wait. */
    private void limitTo(Double rate) throws Exception {
        ClientQuotaEntity relay =
                new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "flare-relay-" + log.topic));
        try (Admin admin = Admin.create(kafka.client())) {
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            relay, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", rate)))))
                    .all()
                    .get();
        }
    }

    @Test
    void what_is_too_large_stops_it_visibly_and_nothing_is_passed_over() throws Exception {
        kafka.makeTopic(log.topic, 1, Map.of("max.message.bytes", "20000"));
        stopsAtTheLarge(log, 1, 200);
        stopsAtTheLarge(log, 1_000, 200);
    }

    /** Also when it comes early, while a broker knows nothing of the producer with which it could compare a batch. */
    private void stopsAtTheLarge(RelayedLog of, int before, int behind) throws Exception {
        of.append(before);
        long last = of.head();
        of.append(List.of(RelayedLog.event("\"" + random(2_000) + "\"")));
        of.append(behind);
        try (Relay relay = of.relay()) {
            await().atMost(LONG).until(() -> relay.state().failures() > 1);
            assertThat(relay.state().failure()).contains("position " + (last + 1) + " ", "max.message.bytes");
            assertThat(of.stored()).isEqualTo(last);
            assertThat(of.seen().getLast()).isEqualTo(last);
            take(of.topic, "1000000");
            untilAllIsRelayed();
        }
        assertThat(of.seen()).isEqualTo(of.all());
        take(of.topic, "20000");
    }

    private void take(String topic, String bytes) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp larger = new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(kafka.client())) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(larger)))
                    .all()
                    .get();
        }
    }

    @Test
    void a_topic_that_was_made_anew_gets_the_log_from_its_beginning() throws Exception {
        log.append(50);
        try (Relay relay = log.relay()) {
            untilAllIsRelayed();
        }
        try (Admin admin = Admin.create(kafka.client())) {
            admin.deleteTopics(List.of(log.topic)).all().get();
        }
        log.append(50);
        try (Relay relay = log.relay()) {
            untilAllIsRelayed();
        }
        assertThat(log.seen()).isEqualTo(log.all());
    }

    @Test
    void a_gap_in_the_log_is_not_passed_over() {
        log.append(20);
        log.execute("ALTER TABLE events DISABLE TRIGGER ALL; DELETE FROM events WHERE position = 11");
        try (Relay relay = log.relay()) {
            await().atMost(LONG).until(() -> relay.state().failures() > 0);
            assertThat(relay.state().failure()).contains("12 follows 10");
            assertThat(log.stored()).isEqualTo(10);
        }
        assertThat(log.records()).hasSize(10);
    }
}
