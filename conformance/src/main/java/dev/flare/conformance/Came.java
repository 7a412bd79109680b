package dev.flare.conformance;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was answered. */
record Came(int status, String body) {

    private static final int SHOWN_MAX = 200;

    boolean isSuccess() {
        return status / 100 == 2;
    }

    boolean isRefusal() {
        return status / 100 == 4;
    }

    /** Something is under way and the same may be asked again. */
    boolean isAskedAgain() {
        return status == 409 || status == 423 || status == 425 || status == 429 || status == 503;
    }

    /** An empty object when it is no JSON. */
    JsonNode json() {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            return JsonMapper.shared().createObjectNode();
        }
    }

    @Override
    public String toString() {
        String oneLine = body.replaceAll("\\s+", " ").strip();
        return status + " " + (oneLine.length() <= SHOWN_MAX ? oneLine : oneLine.substring(0, SHOWN_MAX) + "…");
    }
}
