package dev.flare.command.steps;

import dev.flare.messages.supervision.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * In which order the steps of a round are taken. Those of a transaction in the order in which they were asked for, but for halts
 * that nothing among them lifts: they come first, so that money that was to be stopped does not pass just before.
 */
final class StepOrder {

    private StepOrder() {}

    /** The steps of each transaction. */
    static Collection<List<RequestedStep>> byTransaction(List<RequestedStep> steps) {
        Map<String, List<RequestedStep>> byTransaction = new LinkedHashMap<>();
        steps.forEach(step -> byTransaction
                .computeIfAbsent(step.transactionId(), id -> new ArrayList<>())
                .add(step));
        byTransaction.replaceAll((id, ofOne) -> haltsFirst(ofOne));
        return byTransaction.values();
    }

    private static List<RequestedStep> haltsFirst(List<RequestedStep> steps) {
        List<RequestedStep> first = new ArrayList<>();
        List<RequestedStep> others = new ArrayList<>(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            RequestedStep step = steps.get(i);
            boolean halts = step.is(Step.HALT) && !isLifted(step, steps.subList(i + 1, steps.size()));
            (halts ? first : others).add(step);
        }
        first.addAll(others);
        return first;
    }

    private static boolean isLifted(RequestedStep halt, List<RequestedStep> later) {
        return later.stream().anyMatch(step -> step.is(Step.RESUME) && step.isOfSameAlert(halt));
    }
}
