package dev.flare.saga.transaction;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.TransactionRegistered;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether a transaction is taken under supervision. */
public final class RegistrationDecision {

    private static final String LIST = "participants";

    private RegistrationDecision() {}

    public static Verdict decide(Case given, TransactionRegistered wanted) {
        if (given.transaction().known()) {
            return Verdict.refused(
                    RefusalCode.ALREADY_EXISTS, "there is a transaction with this id already", "transactionId");
        }
        if (given.rules().stoppedBy() != null) {
            return Verdict.refused(
                    RefusalCode.INTAKE_STOPPED,
                    "no transaction of type " + wanted.type() + " is taken until an operator resumes them, after alert "
                            + given.rules().stoppedBy(),
                    "type");
        }
        return Verdict.of(wanted);
    }

    /**
     * Whether participants can be what they are said to be: each once, and each after others that are there and do not wait
     * for it.
     *
     * @throws RefusedException naming the participant and the field
     */
    public static void check(List<EnlistedParticipant> participants) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < participants.size(); i++) {
            if (!names.add(participants.get(i).name())) {
                throw refusal(i, "name", participants.get(i).name() + " is there twice");
            }
        }
        for (int i = 0; i < participants.size(); i++) {
            for (String before : participants.get(i).after()) {
                if (!names.contains(before)) {
                    throw refusal(i, "after", "there is no participant " + before);
                }
            }
        }
        refuseCycle(participants);
    }

    /** Takes away, again and again, whoever waits for nobody that is left. If any remain, some of them wait for themselves. */
    private static void refuseCycle(List<EnlistedParticipant> participants) {
        List<EnlistedParticipant> left = new ArrayList<>(participants);
        Set<String> done = new HashSet<>();
        while (!left.isEmpty()) {
            List<EnlistedParticipant> free =
                    left.stream().filter(one -> done.containsAll(one.after())).toList();
            if (free.isEmpty()) {
                EnlistedParticipant one = withinCycle(left);
                throw refusal(participants.indexOf(one), "after", one.name() + " would wait for itself");
            }
            free.forEach(one -> done.add(one.name()));
            left.removeAll(free);
        }
    }

    /** Each of these waits for another of them, so going from one to the next comes back to one that was seen already. */
    private static EnlistedParticipant withinCycle(List<EnlistedParticipant> left) {
        Map<String, EnlistedParticipant> byName =
                left.stream().collect(Collectors.toMap(EnlistedParticipant::name, Function.identity()));
        Set<String> seen = new HashSet<>();
        EnlistedParticipant one = left.getFirst();
        while (seen.add(one.name())) {
            one = one.after().stream()
                    .map(byName::get)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow();
        }
        return one;
    }

    private static RefusedException refusal(int item, String field, String detail) {
        return new RefusedException(RefusalCode.INVALID_FIELD, detail, field).ofItem(LIST, item);
    }
}
