package dev.flare.conformance;

import java.util.List;

/** What came of one case. It is right when every step of it is. */
public record CaseResult(String name, String promise, List<Step> steps) {

    public CaseResult {
        steps = List.copyOf(steps);
    }

    public boolean isRight() {
        return !steps.isEmpty() && steps.stream().allMatch(Step::isRight);
    }
}
