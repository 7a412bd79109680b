package dev.flare.saga.transaction;

import dev.flare.messages.shared.TransferTerms;
import dev.flare.messages.supervision.AlertAcknowledged;
import dev.flare.messages.supervision.AlertDelivered;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.CompensationFailed;
import dev.flare.messages.supervision.CompensationStarted;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.EvidenceKept;
import dev.flare.messages.supervision.MatrixRow;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ParticipantCompensated;
import dev.flare.messages.supervision.ParticipantCompleted;
import dev.flare.messages.supervision.ParticipantFailed;
import dev.flare.messages.supervision.ParticipantStarted;
import dev.flare.messages.supervision.RegionHalted;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.RowAgreed;
import dev.flare.messages.supervision.StepRequested;
import dev.flare.messages.supervision.TransactionAbandoned;
import dev.flare.messages.supervision.TransactionCompensated;
import dev.flare.messages.supervision.TransactionCompleted;
import dev.flare.messages.supervision.TransactionEvent;
import dev.flare.messages.supervision.TransactionHalted;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.messages.supervision.TransactionResumed;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One transaction as its events made it. Decisions, the lists that are read, and every answer about the past rest on this one
 * fold.
 *
 * @param registered when it was; null before
 * @param participants in the order in which they were enlisted
 * @param alerts the first one first
 * @param resumes how often an operator let it go on
 * @param compensationStarted when it last was
 * @param correlationId of the request that registered it
 * @param changed its last event
 * @param transfer what it is about when it is a transfer between regions; null for what others registered
 * @param sentAt when the money of a transfer left, as its region recorded; null where nobody said
 */
public record Transaction(
        String id,
        String type,
        OnFailure onFailure,
        Status status,
        @Nullable Noted registered,
        List<Participant> participants,
        List<Alert> alerts,
        int resumes,
        @Nullable Noted compensationStarted,
        String correlationId,
        Noted changed,
        @Nullable TransferTerms transfer,
        @Nullable Instant sentAt) {

    /** The number of this fold: whatever was kept of another one is made anew. */
    public static final int FOLD_VERSION = 3;

    private static final Noted NEVER = new Noted(0, Instant.EPOCH);

    public Transaction {
        participants = List.copyOf(participants);
        alerts = List.copyOf(alerts);
    }

    /** Before its registration. */
    public static Transaction unknown(String id) {
        return new Transaction(
                id,
                "",
                OnFailure.HOLD,
                Status.NOT_REGISTERED,
                null,
                List.of(),
                List.of(),
                0,
                null,
                "",
                NEVER,
                null,
                null);
    }

    /** Whether it was registered. */
    public boolean known() {
        return registered != null;
    }

    public Optional<Participant> participant(String name) {
        return participants.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** The alert that concerns it now, if there is one. */
    public Optional<Alert> lastAlert() {
        return alerts.isEmpty() ? Optional.empty() : Optional.of(alerts.getLast());
    }

    /** Whether a failure would raise an alert: the first one, or the first since it was resumed. */
    public boolean mayAlert() {
        return alerts.size() <= resumes;
    }

    /** Every participant as it stands. */
    public List<MatrixRow> matrix() {
        return participants.stream().map(Participant::row).toList();
    }

    /** Whether all those have completed that come before a participant. */
    public boolean mayStart(Participant one) {
        return one.terms().after().stream().allMatch(name -> participant(name)
                .map(before -> before.completed() != null)
                .orElse(false));
    }

    /**
     * The participant whose deadline is the next, while it runs. The regions of a transfer are due together: then it is the one
     * that has not started, and not the one that waits for it.
     */
    public Optional<Participant> nextDue() {
        return status != Status.RUNNING
                ? Optional.empty()
                : participants.stream()
                        .filter(one -> one.completed() == null && one.dueAt() != null)
                        .min(Comparator.<Participant, Instant>comparing(one -> Objects.requireNonNull(one.dueAt()))
                                .thenComparing(one -> transfer != null && one.started() != null));
    }

    /** Who is to be compensated next: who started last. */
    public Optional<Participant> nextToCompensate() {
        return status != Status.COMPENSATING
                ? Optional.empty()
                : participants.stream()
                        .filter(Participant::needsCompensation)
                        .max(Comparator.comparingLong(Participant::begun));
    }

    /** Since when it is that participant's turn. */
    public Instant turnSince() {
        Instant since = compensationStarted == null ? changed.recordedAt() : compensationStarted.recordedAt();
        return participants.stream()
                .map(Participant::compensated)
                .filter(Objects::nonNull)
                .map(Noted::recordedAt)
                .reduce(since, (one, other) -> other.isAfter(one) ? other : one);
    }

    /** Whether a participant's own row is still to be read. */
    public boolean needsRow(Participant one) {
        if (one.terms().statusUrl() == null || one.rowAgreed() != null) {
            return false;
        }
        return switch (status) {
            case RUNNING -> one.completed() != null;
            case COMPLETED -> mayAlert();
            case COMPENSATING -> !one.touched();
            case NOT_REGISTERED, HALTED, COMPENSATED, ABANDONED -> false;
        };
    }

    /** Until when that row must have been read. */
    public Instant rowUntil(Participant one) {
        Noted from = status == Status.COMPENSATING ? compensationStarted : one.completed();
        Instant until =
                (from == null ? changed : from).recordedAt().plus(one.terms().deadline());
        Instant due = one.dueAt();
        return due != null && due.isAfter(until) ? due : until;
    }

    /** Whether money has left its account in one region and is neither back nor in the other. */
    public boolean inTransit() {
        TransferTerms terms = transfer;
        return terms != null
                && participant(TransferSaga.participant(terms.from().region()))
                        .filter(one -> one.started() != null && one.compensated() == null)
                        .isPresent()
                && participant(TransferSaga.participant(terms.to().region()))
                        .filter(one -> one.completed() == null)
                        .isPresent();
    }

    /** Whether the supervisor alone decides how it ends: it is no one else's. */
    boolean isOurs() {
        return transfer != null || id.startsWith(ConservationDecision.RESERVED) && !type.equals(CanaryDecision.TYPE);
    }

    /** Whether nobody is left to be compensated, nor to be asked whether he must be. */
    boolean undone() {
        return status == Status.COMPENSATING
                && participants.stream().noneMatch(one -> one.needsCompensation() || needsRow(one));
    }

    /** What an event makes of it. */
    public Transaction evolve(TransactionEvent event, Noted at, String correlationId) {
        Transaction next =
                switch (event) {
                    case TransactionRegistered registration -> register(registration, at, correlationId);
                    case ParticipantStarted started -> change(started.participant(), one -> one.start(at));
                    case ParticipantCompleted completed ->
                        change(completed.participant(), one -> one.complete(at)).letOthersStart(at.recordedAt());
                    case ParticipantFailed failed -> change(failed.participant(), one -> one.fail(at, failed.reason()));
                    case ParticipantCompensated compensated ->
                        change(compensated.participant(), one -> one.compensate(at));
                    case RowAgreed agreed -> change(agreed.participant(), one -> one.agree(at));
                    case EvidenceKept kept -> keep(kept, at);
                    case AlertRaised raised -> raise(Alert.of(raised, at, correlationId));
                    case AlertAcknowledged seen -> alert(seen.alertId(), one -> one.acknowledged(at, seen.reason()));
                    case AlertDelivered delivered ->
                        alert(delivered.alertId(), one -> one.delivered(delivered, at.recordedAt()));
                    case TransactionHalted halted -> with(Status.HALTED);
                    case TransactionCompleted completed -> with(Status.COMPLETED);
                    case TransactionResumed resumed -> resume(at.recordedAt()).resolve();
                    case TransactionAbandoned abandoned ->
                        with(Status.ABANDONED).resolve();
                    case CompensationStarted started -> compensateFrom(at);
                    case CompensationFailed failed ->
                        change(failed.participant(), one -> one.refuseCompensation(failed.reason()))
                                .lastAlert(Alert::escalated);
                    case TransactionCompensated compensated ->
                        with(Status.COMPENSATED).resolve();
                    case StepRequested requested -> this;
                    case RegionHalted halted -> change(halted.participant(), one -> one.halt(halted.alertId()));
                };
        return next.changedAt(at);
    }

    private Transaction register(TransactionRegistered event, Noted at, String correlation) {
        List<Participant> enlisted = event.participants().stream()
                .map(terms -> Participant.enlisted(
                        terms, isDueAtOnce(event.transfer(), terms) ? due(terms, at.recordedAt()) : null))
                .toList();
        return new Transaction(
                id,
                event.type(),
                event.onFailure(),
                Status.RUNNING,
                at,
                enlisted,
                List.of(),
                0,
                null,
                correlation,
                at,
                event.transfer(),
                event.sentAt());
    }

    private static boolean isDueAtOnce(@Nullable TransferTerms transfer, EnlistedParticipant terms) {
        return terms.after().isEmpty() && !isSource(transfer, terms);
    }

    /** The source of a transfer can complete only when the target has, and is due from then on. */
    private static boolean isSource(@Nullable TransferTerms transfer, EnlistedParticipant terms) {
        return transfer != null
                && terms.name().equals(TransferSaga.participant(transfer.from().region()));
    }

    private static Instant due(EnlistedParticipant terms, Instant from) {
        return from.plus(terms.deadline());
    }

    private Transaction letOthersStart(Instant from) {
        return all(one -> one.dueAt() == null && mayStart(one) ? one.due(due(one.terms(), from)) : one);
    }

    private Transaction keep(EvidenceKept kept, Noted at) {
        boolean claims = kept.state() == ReportedState.STARTED || kept.state() == ReportedState.COMPLETED;
        Transaction next = claims ? change(kept.participant(), one -> one.claim(at)) : this;
        return next.lastAlert(alert -> alert.with(Evidence.of(kept, at)));
    }

    private Transaction raise(Alert alert) {
        return withAlerts(Stream.concat(alerts.stream(), Stream.of(alert)).toList());
    }

    private Transaction resume(Instant at) {
        Transaction going = all(one -> one.resume(isDueAgain(one) ? dueAgain(one, at) : null));
        return going.copy(Status.RUNNING, going.participants, alerts, resumes + 1, null, changed);
    }

    /**
     * Once money has arrived its source has only to note that, and is asked until it does: who was alarmed once by this transfer is
     * not alarmed by that, nor every few seconds while the region is away.
     */
    private boolean isDueAgain(Participant one) {
        return mayStart(one) && !isSource(transfer, one.terms());
    }

    /** Whoever has nothing left to do, and nothing to show, is due as before. */
    private static @Nullable Instant dueAgain(Participant one, Instant from) {
        boolean isDone = one.completed() != null
                && (one.rowAgreed() != null || one.terms().statusUrl() == null);
        return isDone ? one.dueAt() : due(one.terms(), from);
    }

    private Transaction compensateFrom(Noted at) {
        return copy(Status.COMPENSATING, participants, alerts, resumes, at, changed);
    }

    private Transaction resolve() {
        return lastAlert(alert -> alert.with(AlertStatus.RESOLVED));
    }

    private Transaction lastAlert(UnaryOperator<Alert> change) {
        return alerts.isEmpty() ? this : alert(alerts.getLast().id(), change);
    }

    private Transaction alert(String alertId, UnaryOperator<Alert> change) {
        return withAlerts(alerts.stream()
                .map(alert -> alert.id().equals(alertId) ? change.apply(alert) : alert)
                .toList());
    }

    private Transaction change(String name, UnaryOperator<Participant> change) {
        return all(one -> one.name().equals(name) ? change.apply(one) : one);
    }

    private Transaction all(UnaryOperator<Participant> change) {
        List<Participant> changedOnes = participants.stream().map(change).toList();
        return copy(status, changedOnes, alerts, resumes, compensationStarted, changed);
    }

    private Transaction with(Status other) {
        return copy(other, participants, alerts, resumes, compensationStarted, changed);
    }

    private Transaction withAlerts(List<Alert> others) {
        return copy(status, participants, others, resumes, compensationStarted, changed);
    }

    private Transaction changedAt(Noted at) {
        return copy(status, participants, alerts, resumes, compensationStarted, at);
    }

    private Transaction copy(
            Status itsStatus,
            List<Participant> itsParticipants,
            List<Alert> itsAlerts,
            int itsResumes,
            @Nullable Noted itsCompensationStarted,
            Noted itsChange) {
        return new Transaction(
                id,
                type,
                onFailure,
                itsStatus,
                registered,
                itsParticipants,
                itsAlerts,
                itsResumes,
                itsCompensationStarted,
                correlationId,
                itsChange,
                transfer,
                sentAt);
    }
}
