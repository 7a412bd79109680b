package dev.flare.conformance;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Flare under whose supervision the transactions are. A second participant, the run itself, keeps each of them open, and
 * fails where it is to be compensated; the run asks for the compensation itself, so Flare is given no URLs.
 */
final class SandboxOfFlare implements Sandbox {

    static final String TYPE = "conformance";

    private static final String RUN = "conformance.run";
    private static final String DEADLINE = "PT10M";

    private final Http http;
    private final URI flare;
    private final String participant;
    private final Set<String> begun = new LinkedHashSet<>();

    SandboxOfFlare(Http http, URI flare, String participant) {
        this.http = http;
        this.flare = flare;
        this.participant = participant;
    }

    @Override
    public void begin(String id) {
        String body = JsonMapper.shared()
                .writeValueAsString(
                        Map.of("transactionId", id, "type", TYPE, "onFailure", "HOLD", "participants", new Object[] {
                            Map.of("name", participant, "deadline", DEADLINE), Map.of("name", RUN, "deadline", DEADLINE)
                        }));
        Came came = http.send("POST", URI.create(flare + "/api/transactions"), body);
        if (came.isRefusal()) {
            throw new IllegalArgumentException(flare + " takes no transaction of the type " + TYPE + ": " + came);
        }
        if (!came.isSuccess()) {
            throw new NotReachable(flare + " does not answer (" + came + ")");
        }
        begun.add(id);
    }

    /** Its start is told for it, so that a report of its own that comes later is no news to a transaction that was undone. */
    @Override
    public void halt(String id) {
        report(id, participant, "STARTED");
        report(id, RUN, "FAILED");
        act(id, "compensate");
    }

    @Override
    public void undone(String id) {
        report(id, participant, "COMPENSATED");
    }

    @Override
    public void end(String id) {
        if (status(id).equals("RUNNING")) {
            report(id, RUN, "FAILED");
        }
        if (status(id).equals("HALTED") || status(id).equals("COMPENSATING")) {
            act(id, "abandon");
        }
    }

    /** How the participant stands there. */
    JsonNode participant(String id) {
        for (JsonNode one : transaction(id).path("participants")) {
            if (one.path("name").asString("").equals(participant)) {
                return one;
            }
        }
        return JsonMapper.shared().createObjectNode();
    }

    /** Of the run's transactions, those that are not over or have an alert that waits for somebody. */
    Set<String> leftOpen() {
        Set<String> open = new LinkedHashSet<>();
        for (String id : begun) {
            JsonNode transaction = transaction(id);
            String alert = transaction.path("alertId").asString("");
            boolean isAlertOpen = !alert.isEmpty()
                    && !get("/api/alerts/" + alert).path("status").asString("").equals("RESOLVED");
            boolean isOver = Set.of("COMPLETED", "COMPENSATED", "ABANDONED")
                    .contains(transaction.path("status").asString(""));
            if (isAlertOpen || !isOver) {
                open.add(id);
            }
        }
        return open;
    }

    private String status(String id) {
        return transaction(id).path("status").asString("");
    }

    private JsonNode transaction(String id) {
        return get("/api/transactions/" + id);
    }

    private JsonNode get(String path) {
        return http.send("GET", URI.create(flare + path), "").json();
    }

    private void report(String id, String name, String state) {
        String reason = state.equals("FAILED") ? ",\"reason\":\"a conformance run has it undone\"" : "";
        http.send(
                "PUT",
                URI.create(flare + "/api/transactions/" + id + "/participants/" + name),
                "{\"state\":\"" + state + "\"" + reason + "}");
    }

    private void act(String id, String act) {
        http.send(
                "POST",
                URI.create(flare + "/api/transactions/" + id + "/" + act),
                "{\"reason\":\"a conformance run\"}");
    }
}
