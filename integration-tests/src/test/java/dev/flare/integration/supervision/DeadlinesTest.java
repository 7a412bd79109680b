package dev.flare.integration.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Very many deadlines fall in the same second. How many is for {@code -Dflare.deadlines} to say: 2 000 by itself. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Tag("alone")
class DeadlinesTest {

    private static final int MANY = Integer.getInteger("flare.deadlines", 2_000);
    private static final int CLIENTS = 24;
    private static final int WARMING_UP = 200;
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String AU = "au.ledger";

    private final Api api = Flare.shared().api();
    private final String type = Bank.unique("shipping");

    @Test
    void each_raises_one_alert_soon_after_it_has_passed() {
        Instant second = Instant.now().plus(timeToRegister());
        Map<String, Instant> due = registerDueWithin(second);
        Duration bound = Duration.ofSeconds(10 + MANY / 100);
        Supervised.soon()
                .atMost(bound.plus(Duration.between(Instant.now(), second.plusSeconds(1)))
                        .plusSeconds(10))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> raised() == MANY);

        List<Duration> lateness = new ArrayList<>();
        Set<String> alarmed = new HashSet<>();
        for (JsonNode alert : all("/api/alerts")) {
            String id = alert.required("transactionId").stringValue();
            assertThat(alarmed.add(id)).as("one alert of " + id).isTrue();
            assertThat(alert.required("failure").stringValue()).isEqualTo("NOT_STARTED_IN_TIME");
            lateness.add(Duration.between(
                    due.get(id), Instant.parse(alert.required("raisedAt").stringValue())));
        }
        assertThat(alarmed).isEqualTo(due.keySet());
        assertThat(raised()).isEqualTo(MANY);
        assertThat(all("/api/transactions"))
                .hasSize(MANY)
                .allMatch(one -> one.required("status").stringValue().equals("HALTED"))
                .noneMatch(one -> one.path("alertId").isNull());
        lateness.sort(null);
        System.out.printf(
                "%d deadlines in one second: p50 %d ms late, p99 %d ms, the last %d ms%n",
                MANY,
                lateness.get(MANY / 2).toMillis(),
                lateness.get(MANY * 99 / 100).toMillis(),
                lateness.getLast().toMillis());
        assertThat(lateness.getFirst()).isPositive();
        assertThat(lateness.getLast()).isLessThan(bound);
    }

    /** Half as much again as the first few took. */
    private Duration timeToRegister() {
        long began = System.nanoTime();
        String other = Bank.unique("shipping");
        register(WARMING_UP, number -> Enlisting.of(other, "HOLD").with(AU, LONG.toString()))
                .forEach(id -> new Supervised(api, id, other, 0).does(AU));
        // Each of these was three requests.
        long each = (System.nanoTime() - began) / (2 * WARMING_UP);
        return Duration.ofNanos(each * MANY).plusSeconds(1);
    }

    /** Those that come late have half a second. */
    private Map<String, Instant> registerDueWithin(Instant second) {
        register(MANY, number -> {
            Instant wanted = second.plusMillis(1_000L * number / MANY);
            Instant earliest = Instant.now().plusMillis(500);
            Duration deadline = Duration.between(Instant.now(), wanted.isAfter(earliest) ? wanted : earliest);
            return Enlisting.of(type, "HOLD").with(AU, deadline.toString());
        });
        Map<String, Instant> due = new HashMap<>();
        for (JsonNode one : all("/api/transactions")) {
            due.put(
                    one.required("transactionId").stringValue(),
                    Instant.parse(one.required("participants")
                            .get(0)
                            .required("dueAt")
                            .stringValue()));
        }
        assertThat(due).hasSize(MANY);
        return due;
    }

    private interface Next {
        Enlisting number(int number);
    }

    private List<String> register(int number, Next next) {
        AtomicInteger taken = new AtomicInteger();
        return Together.clients(CLIENTS, Duration.ofMinutes(5), client -> {
                    List<String> ids = new ArrayList<>();
                    for (int i = taken.getAndIncrement(); i < number; i = taken.getAndIncrement()) {
                        Enlisting one = next.number(i);
                        Answer answer = api.post("/api/transactions", one.body());
                        answer.expect(201);
                        ids.add(one.id());
                    }
                    return ids;
                })
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    /** Counted in the log itself. */
    private int raised() {
        return Integer.parseInt(Flare.shared()
                .postgres()
                .ask(
                        "supervisor",
                        "SELECT count(*) FROM events WHERE type = 'supervision.AlertRaised' AND payload::json ->> 'type' = '"
                                + type + "'"));
    }

    /** The whole list of this test's type, page by page. */
    private List<JsonNode> all(String list) {
        List<JsonNode> all = new ArrayList<>();
        String path = list + "?pageSize=1000&type=" + type + "&minPosition=" + Supervised.head(api);
        while (path != null) {
            JsonNode cursor = api.get(path).expect(200).json().required("cursor");
            cursor.required("data").forEach(all::add);
            path = cursor.required("hasMore").booleanValue()
                    ? list + "?cursor=" + cursor.required("next").stringValue()
                    : null;
        }
        return all;
    }
}
