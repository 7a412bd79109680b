package dev.flare.integration.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One transaction under supervision, as its clients see it.
 *
 * @param registered the position of its registration
 */
record Supervised(Api api, String id, String type, long registered) {

    private static final Set<String> FINAL = Set.of("COMPLETED", "COMPENSATED", "ABANDONED");
    private static final Set<String> HELD = Set.of("HALTED", "COMPENSATING");

    /** The same, seen by another supervisor. */
    Supervised at(Api other) {
        return new Supervised(other, id, type, registered);
    }

    /** Soon in the words of this test; a busy machine may take its time. */
    static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(25)).atMost(Duration.ofSeconds(30));
    }

    String path() {
        return "/api/transactions/" + id;
    }

    Answer report(String participant, String state) {
        return report(participant, state, null);
    }

    Answer report(String participant, String state, @Nullable String reason) {
        Map<String, Object> body = new HashMap<>(Map.of("state", state));
        if (reason != null) {
            body.put("reason", reason);
        }
        return api.put(path() + "/participants/" + participant, body);
    }

    /** STARTED and COMPLETED. */
    Supervised does(String participant) {
        report(participant, "STARTED").expect(200);
        report(participant, "COMPLETED").expect(200);
        return this;
    }

    /** @param act {@code resume}, {@code compensate} or {@code abandon} */
    Answer act(String act) {
        return api.post(path() + "/" + act, Map.of("reason", "told to"));
    }

    JsonNode now() {
        return api.get(path()).expect(200).json();
    }

    JsonNode at(String moment) {
        return api.get(path() + "?" + moment).expect(200).json();
    }

    JsonNode explain() {
        return api.get(path() + "/explain").expect(200).json();
    }

    String status() {
        return now().required("status").stringValue();
    }

    void awaitStatus(String status) {
        soon().untilAsserted(() -> assertThat(status()).isEqualTo(status));
    }

    /** Who has compensated, in the order in which they did. */
    List<String> compensated() {
        return steps("ParticipantCompensated").stream()
                .map(step -> step.required("participant").stringValue())
                .toList();
    }

    /** What happened to it of one kind, in order. */
    List<JsonNode> steps(String event) {
        List<JsonNode> steps = new ArrayList<>();
        for (JsonNode step : explain().required("chain")) {
            if (step.required("event").stringValue().equals("supervision." + event)) {
                steps.add(step);
            }
        }
        return steps;
    }

    /** The alert that concerns it now. */
    JsonNode alert() {
        return alert(now().required("alertId").stringValue());
    }

    JsonNode alert(String alertId) {
        return api.get("/api/alerts/" + alertId).expect(200).json();
    }

    /** The alerts of its type, the newest first, once the list has seen everything. */
    List<JsonNode> listedAlerts() {
        JsonNode page = api.get("/api/alerts?pageSize=1000&type=" + type + "&minPosition=" + head(api))
                .expect(200)
                .json();
        List<JsonNode> its = new ArrayList<>();
        for (JsonNode alert : page.required("cursor").required("data")) {
            if (alert.required("transactionId").stringValue().equals(id)) {
                its.add(alert);
            }
        }
        return its;
    }

    /** How a channel fares with its alert. */
    JsonNode delivery(String channel) {
        JsonNode last = null;
        for (JsonNode delivery : alert().required("deliveries")) {
            if (delivery.required("channel").stringValue().equals(channel)) {
                last = delivery;
            }
        }
        assertThat(last).as("delivery by " + channel).isNotNull();
        return last;
    }

    void awaitDelivered(String channel) {
        soon().untilAsserted(() ->
                assertThat(delivery(channel).required("status").stringValue()).isEqualTo("DELIVERED"));
    }

    /** As many alerts as are due, and none beside; and it has ended, or is held with an alert. */
    Supervised assertAlerts(int due) {
        assertThat(steps("AlertRaised")).as(id).hasSize(due);
        assertThat(listedAlerts()).as(id).hasSize(due);
        JsonNode now = now();
        String status = now.required("status").stringValue();
        if (HELD.contains(status)) {
            assertThat(now.path("alertId").asString("")).as(id).isNotEmpty();
        } else {
            assertThat(status).as(id).isIn(FINAL);
        }
        return this;
    }

    /** Where the supervisor's log ends. */
    static long head(Api api) {
        String detail = api.get("/api/transactions?position=999999999999999999")
                .expect(400)
                .text("detail");
        return Long.parseLong(detail.substring(detail.lastIndexOf(' ') + 1));
    }

    /** The row of a participant as 1 and 0: has started, completed, failed, been compensated. */
    static String row(JsonNode of, String list, String participant) {
        for (JsonNode one : of.required(list)) {
            if (one.required("name").stringValue().equals(participant)) {
                return bit(one, "hasStarted")
                        + bit(one, "hasCompleted")
                        + bit(one, "hasFailed")
                        + bit(one, "hasCompensated");
            }
        }
        throw new AssertionError("no participant " + participant + " in " + of);
    }

    String row(String participant) {
        return row(now(), "participants", participant);
    }

    private static String bit(JsonNode row, String flag) {
        return row.required(flag).booleanValue() ? "1" : "0";
    }
}
