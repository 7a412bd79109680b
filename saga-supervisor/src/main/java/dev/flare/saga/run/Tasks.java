package dev.flare.saga.run;

import dev.flare.messages.supervision.AlertDelivered;
import dev.flare.saga.alert.AlertChannel;
import dev.flare.saga.answer.AlertAnswer;
import dev.flare.saga.callback.ParticipantCalls;
import dev.flare.saga.read.TransactionReader;
import dev.flare.saga.supervision.Supervision;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.Case;
import dev.flare.saga.transaction.CompensationDecision;
import dev.flare.saga.transaction.DeadlineDecision;
import dev.flare.saga.transaction.DeliveryDecision;
import dev.flare.saga.transaction.Participant;
import dev.flare.saga.transaction.Row;
import dev.flare.saga.transaction.RowDecision;
import dev.flare.saga.transaction.Transaction;
import dev.flare.saga.transaction.Verdict;
import dev.flare.saga.work.Claimed;
import dev.flare.saga.work.Work;
import dev.flare.saga.work.Worker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What each queue's work is. Every piece may be done again, also by another supervisor at the same time. */
final class Tasks {

    /** Between two requests to a participant whose deadline is very short. */
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

    private final Supervision supervision;
    private final TransactionReader reader;
    private final ParticipantCalls participants;
    private final Clock clock;

    Tasks(Supervision supervision, TransactionReader reader, ParticipantCalls participants, Clock clock) {
        this.supervision = supervision;
        this.reader = reader;
        this.participants = participants;
        this.clock = clock;
    }

    /** Looks whether a deadline has passed. */
    void deadline(Claimed work) {
        supervision.decideUnasked(work.transactionId(), DeadlineDecision::decide);
    }

    /** Reads a participant's own row. */
    void row(Claimed work) throws IOException, InterruptedException {
        Transaction transaction = reader.now(work.transactionId());
        Optional<Participant> asked = transaction.participant(work.subject()).filter(transaction::needsRow);
        if (asked.isEmpty()) {
            return;
        }
        try {
            Row row = participants.row(transaction, asked.get());
            decide(transaction, given -> RowDecision.read(given, work.subject(), row));
        } catch (IOException e) {
            decide(
                    transaction,
                    given -> RowDecision.unreachable(given, work.subject(), String.valueOf(e.getMessage())));
            throw e;
        }
    }

    /** Has a participant undo its work, or says that it has not done so by itself. */
    void compensation(Claimed work) throws IOException, InterruptedException, Worker.NotYetException {
        Transaction transaction = reader.now(work.transactionId());
        Optional<Participant> next =
                transaction.nextToCompensate().filter(one -> one.name().equals(work.subject()));
        if (next.isEmpty()) {
            return;
        }
        try {
            compensate(transaction, next.get(), work.attempts());
        } catch (IOException e) {
            decide(
                    transaction,
                    given -> CompensationDecision.failed(given, work.subject(), String.valueOf(e.getMessage())));
            throw e;
        }
    }

    private void compensate(Transaction transaction, Participant one, int attempt)
            throws IOException, InterruptedException, Worker.NotYetException {
        if (one.terms().compensateUrl() != null) {
            participants.compensate(transaction, one);
            decide(transaction, given -> CompensationDecision.done(given, one.name()));
        } else if (participants.request(transaction, one, attempt)) {
            awaitReport(transaction, one);
        } else {
            throw new IOException(missed(one));
        }
    }

    /** It was asked. When its deadline has passed without a report, somebody is told, and it is asked again. */
    private void awaitReport(Transaction transaction, Participant one) throws Worker.NotYetException {
        Instant now = clock.instant();
        Instant due = transaction.turnSince().plus(one.terms().deadline());
        if (now.isBefore(due)) {
            throw new Worker.NotYetException(due);
        }
        decide(transaction, given -> CompensationDecision.failed(given, one.name(), missed(one)));
        Duration pause = one.terms().deadline();
        throw new Worker.NotYetException(now.plus(pause.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : pause));
    }

    private static String missed(Participant one) {
        return "it has not reported COMPENSATED within " + one.terms().deadline();
    }

    /** Tells a channel of an alert. */
    void alert(AlertChannel channel, Claimed work) throws Exception {
        Transaction transaction = reader.now(work.transactionId());
        Optional<Alert> alert = transaction.alerts().stream()
                .filter(one -> work.subject().equals(one.id() + "/" + one.escalations()))
                .filter(one -> Work.isToBeTold(transaction, one, channel.name()))
                .findFirst();
        if (alert.isEmpty()) {
            return;
        }
        channel.tell(AlertAnswer.of(transaction, alert.get(), List.of()));
        AlertDelivered delivered = new AlertDelivered(
                alert.get().id(), transaction.id(), channel.name(), alert.get().escalations(), work.attempts());
        decide(transaction, given -> DeliveryDecision.delivered(given, delivered));
    }

    private void decide(Transaction transaction, Function<Case, Verdict> decision) {
        supervision.decideUnasked(transaction.id(), decision);
    }
}
