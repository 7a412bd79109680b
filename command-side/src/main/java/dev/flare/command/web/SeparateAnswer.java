package dev.flare.command.web;

import dev.flare.command.execution.Outcome;
import dev.flare.messages.shared.RefusedException;
import dev.flare.web.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;

/**
 * The answer to commands that were sent together and stand each for itself: a result or a problem for each, in their order. It
 * repeats an earlier one when whatever was done had been done before: what was refused is decided afresh each time, and changes
 * nothing.
 */
public final class SeparateAnswer {

    private final List<Object> results = new ArrayList<>();
    private final Map<String, Long> position = new HashMap<>();
    private boolean anyDone;
    private boolean anyNew;

    public void add(Outcome outcome) {
        results.add(Accepted.item(outcome.event(), outcome.position(), outcome.recordedAt()));
        position.merge(Accepted.region(outcome.event()).name(), outcome.position(), Math::max);
        anyDone = true;
        anyNew |= !outcome.repeated();
    }

    public void add(RefusedException refusal) {
        results.add(Problem.of(refusal));
    }

    /** 200 whatever became of them. */
    public ResponseEntity<byte[]> toResponse() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("results", results);
        body.put("position", position);
        return Accepted.answer(ResponseEntity.ok(), body, anyDone && !anyNew);
    }
}
