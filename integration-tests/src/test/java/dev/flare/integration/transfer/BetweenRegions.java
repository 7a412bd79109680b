package dev.flare.integration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;

/** A transfer between regions as its client sees it. */
record BetweenRegions(Api api, String id) {

    static final Set<String> FINAL = Set.of("COMPLETED", "COMPENSATED", "ABANDONED");

    /** Sent, and answered 202. */
    static BetweenRegions sent(Bank bank, String from, String to, long amount) {
        return of(bank.api(), bank.transfer(from, to, amount));
    }

    static BetweenRegions of(Api api, Answer accepted) {
        String id = accepted.expect(202).text("transactionId");
        assertThat(accepted.header("Location")).contains("/api/transactions/" + id);
        return new BetweenRegions(api, id);
    }

    static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(25)).atMost(Duration.ofSeconds(60));
    }

    JsonNode now() {
        return api.get("/api/transactions/" + id).expect(200).json();
    }

    String status() {
        return now().required("status").stringValue();
    }

    BetweenRegions awaitStatus(String status) {
        soon().untilAsserted(() ->
                assertThat(status()).as(() -> explain().toString()).isEqualTo(status));
        return this;
    }

    BetweenRegions awaitEnd() {
        soon().untilAsserted(
                        () -> assertThat(FINAL).as(() -> explain().toString()).contains(status()));
        return this;
    }

    JsonNode explain() {
        return api.get("/api/transactions/" + id + "/explain").expect(200).json();
    }

    Answer act(String act) {
        return api.post("/api/transactions/" + id + "/" + act, java.util.Map.of("reason", "told to"));
    }

    /** Every alert that was ever raised for it. */
    List<JsonNode> alerts() {
        List<JsonNode> raised = new ArrayList<>();
        explain().required("chain").forEach(step -> {
            if (step.required("event").stringValue().equals("supervision.AlertRaised")) {
                raised.add(step);
            }
        });
        return raised;
    }

    JsonNode alert() {
        return api.get("/api/alerts/" + now().required("alertId").stringValue())
                .expect(200)
                .json();
    }

    JsonNode participant(String region) {
        for (JsonNode one : now().required("participants")) {
            if (one.required("name").stringValue().equals(region + ".participation")) {
                return one;
            }
        }
        throw new AssertionError(region + " takes no part in " + now());
    }
}
