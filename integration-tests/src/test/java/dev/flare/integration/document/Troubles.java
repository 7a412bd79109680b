package dev.flare.integration.document;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** What must have gone wrong before an operator can do something about it. */
public final class Troubles {

    private static final Set<String> WANTS_A_HALT =
            Set.of("resumeTransaction", "compensateTransaction", "abandonTransaction");
    private static final String WANTS_A_STOP = "resumeIntake";
    private static final Pattern TRANSACTION = Pattern.compile("/api/transactions/([^/]+)/");
    private static final Pattern TYPE = Pattern.compile("/api/transaction-types/([^/]+)/");
    private static final String PARTICIPANT = "stock.reservations";

    private final Api api;

    public Troubles(Api api) {
        this.api = api;
    }

    /** @param request the path, and perhaps more */
    void make(String operationId, String request) {
        if (WANTS_A_HALT.contains(operationId)) {
            fail(only(TRANSACTION, request));
        } else if (operationId.equals(WANTS_A_STOP)) {
            String type = only(TYPE, request);
            put("/api/transaction-types/" + type, Map.of("stopsIntakeOnAlert", true));
            alert(type);
        }
    }

    private static String only(Pattern id, String request) {
        Matcher found = id.matcher(request);
        if (!found.lookingAt()) {
            throw new IllegalArgumentException(request);
        }
        return found.group(1);
    }

    private void fail(String transactionId) {
        put(
                "/api/transactions/" + transactionId + "/participants/" + PARTICIPANT,
                Map.of("state", "FAILED", "reason", "for the example"));
    }

    /** The alert of a transaction of this type. */
    public String alert(String type) {
        return api.get("/api/transactions/" + halted(type)).expect(200).text("alertId");
    }

    private String halted(String type) {
        String id = running(type);
        fail(id);
        return id;
    }

    /** A transaction of this type in which nothing happened yet. */
    public String running(String type) {
        Map<String, Object> participant = Map.of("name", PARTICIPANT, "deadline", "P1D");
        return api.post("/api/transactions", Map.of("type", type, "participants", List.of(participant)))
                .expect(201)
                .text("transactionId");
    }

    private Answer put(String path, Map<String, Object> body) {
        return api.send(api.request(path)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(
                                JsonMapper.shared().writeValueAsString(body))))
                .expect(200);
    }
}
