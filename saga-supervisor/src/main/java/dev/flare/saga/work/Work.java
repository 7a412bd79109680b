package dev.flare.saga.work;

import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.CanaryDecision;
import dev.flare.saga.transaction.Participant;
import dev.flare.saga.transaction.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * One thing that is to be done for a transaction. It follows from the transaction as it stands, and ceases with the reason
 * for it.
 *
 * @param queue who does it
 * @param subject which of several, within the queue
 * @param wantedAt when it falls due
 */
public record Work(String queue, String transactionId, String subject, Instant wantedAt) {

    /** To look whether a deadline has passed. One for a transaction: its next. */
    public static final String DEADLINES = "deadline";

    /** To read a participant's own row. */
    public static final String ROWS = "row";

    /** To have a participant compensated. One for a transaction: who started last. */
    public static final String COMPENSATIONS = "compensation";

    private static final String ALERTS = "alert/";

    /**
     * By which means others are told and asked.
     *
     * @param channels that are told of alerts
     * @param commands whether participants without a URL are asked to compensate
     */
    public record Means(Collection<String> channels, boolean commands) {

        public Means {
            channels = List.copyOf(channels);
        }

        /** Whether a participant is asked to undo its work, and need not find out by itself. */
        boolean asks(Transaction transaction, Participant one) {
            return one.terms().compensateUrl() != null || (commands && transaction.transfer() == null);
        }
    }

    /** To tell a channel of an alert. */
    public static String alerts(String channel) {
        return ALERTS + channel;
    }

    /** The channel that a queue of alerts is for; the queue itself when it is none. */
    public static String channel(String queue) {
        return queue.startsWith(ALERTS) ? queue.substring(ALERTS.length()) : queue;
    }

    /** All that is to be done for a transaction when nobody is asked but by URL. */
    public static List<Work> of(Transaction transaction, Collection<String> channels) {
        return of(transaction, new Means(channels, false));
    }

    /** All that is to be done for a transaction. */
    public static List<Work> of(Transaction transaction, Means means) {
        List<Work> work = new ArrayList<>();
        String id = transaction.id();
        transaction
                .nextDue()
                .map(one -> new Work(DEADLINES, id, "", Objects.requireNonNull(one.dueAt())))
                .ifPresent(work::add);
        transaction.participants().stream()
                .filter(transaction::needsRow)
                .map(one -> new Work(ROWS, id, one.name(), transaction.changed().recordedAt()))
                .forEach(work::add);
        transaction
                .nextToCompensate()
                .map(one -> new Work(COMPENSATIONS, id, one.name(), compensationDue(transaction, one, means)))
                .ifPresent(work::add);
        transaction.alerts().forEach(alert -> means.channels().stream()
                .filter(channel -> isToBeTold(transaction, alert, channel))
                .map(channel -> delivery(id, alert, channel))
                .forEach(work::add));
        return work;
    }

    /**
     * Whether a channel is still to be told of an alert. Of a canary that was ended nobody is: those that a dead channel has not taken
     * would stand in the way of real alerts when it is back.
     */
    public static boolean isToBeTold(Transaction transaction, Alert alert, String channel) {
        return !alert.wasDelivered(channel, alert.escalations()) && !CanaryDecision.isOver(transaction);
    }

    /** Whoever cannot be asked has his whole deadline to report it by himself. */
    private static Instant compensationDue(Transaction transaction, Participant one, Means means) {
        Instant turn = transaction.turnSince();
        return means.asks(transaction, one) ? turn : turn.plus(one.terms().deadline());
    }

    private static Work delivery(String id, Alert alert, String channel) {
        return new Work(
                alerts(channel),
                id,
                alert.id() + "/" + alert.escalations(),
                alert.raised().recordedAt());
    }
}
