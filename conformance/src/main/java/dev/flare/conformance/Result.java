package dev.flare.conformance;

import java.util.List;

/** What came of a run. */
public record Result(String participant, List<CaseResult> cases) {

    public Result {
        cases = List.copyOf(cases);
    }

    public boolean isRight() {
        return !cases.isEmpty() && cases.stream().allMatch(CaseResult::isRight);
    }

    /** Whether the participant showed how often its work is in force; without it work that is done twice is not seen. */
    public boolean showsEffects() {
        return cases.stream().flatMap(one -> one.steps().stream()).anyMatch(step -> step.came()
                .contains("\"effects\""));
    }
}
