package dev.flare.conformance;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A result for programs. */
public final class ResultJson {

    private ResultJson() {}

    public static String of(Result result) {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("participant", result.participant())
                .put("right", result.isRight())
                .put("showsEffects", result.showsEffects());
        ArrayNode cases = json.putArray("cases");
        result.cases().forEach(one -> add(cases.addObject(), one));
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    private static void add(ObjectNode json, CaseResult result) {
        json.put("name", result.name()).put("promise", result.promise()).put("right", result.isRight());
        ArrayNode steps = json.putArray("steps");
        for (Step step : result.steps()) {
            steps.addObject()
                    .put("sent", step.sent())
                    .put("expected", step.expected())
                    .put("came", step.came())
                    .put("right", step.isRight());
        }
    }
}
