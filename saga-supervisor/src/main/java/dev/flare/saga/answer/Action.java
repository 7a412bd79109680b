package dev.flare.saga.answer;

import dev.flare.saga.transaction.OperatorDecision.Act;
import dev.flare.saga.transaction.Participant;
import dev.flare.saga.transaction.Status;
import dev.flare.saga.transaction.Transaction;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What an operator may do now.
 *
 * @param path to be sent a POST with a reason
 * @param leadsTo the status that the transaction then has
 * @param compensates who is then compensated, in this order
 */
public record Action(String action, String path, Status leadsTo, List<String> compensates) {

    /** All that is possible for a transaction as it stands. */
    public static List<Action> of(Transaction transaction) {
        return Stream.of(Act.values())
                .filter(act -> act.isPossible(transaction))
                .map(act -> of(transaction, act))
                .toList();
    }

    private static Action of(Transaction transaction, Act act) {
        String name = act.name().toLowerCase(Locale.ROOT);
        List<String> compensated = act == Act.COMPENSATE ? compensated(transaction) : List.of();
        Status to = act == Act.COMPENSATE && compensated.isEmpty() ? Status.COMPENSATED : act.to();
        return new Action(name, "/api/transactions/" + transaction.id() + "/" + name, to, compensated);
    }

    private static List<String> compensated(Transaction transaction) {
        return transaction.participants().stream()
                .filter(Participant::needsCompensation)
                .sorted(Comparator.comparingLong(Participant::begun).reversed())
                .map(Participant::name)
                .toList();
    }
}
