package dev.flare.saga.canary;

import dev.flare.messages.supervision.EvidenceSource;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.CanaryDecision;
import dev.flare.saga.transaction.Delivery;
import dev.flare.saga.transaction.Evidence;
import dev.flare.saga.transaction.Participant;
import dev.flare.saga.transaction.Status;
import dev.flare.saga.transaction.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far a canary has come: its deadline was missed, that was noticed, alert and halt were one, a report that came later was refused,
 * and every channel has taken the alert. Whoever asks reads it from the canary's events alone.
 *
 * @param channels that must take it
 * @param within how long after its deadline all of it must have happened
 */
record Round(Transaction canary, List<String> channels, Duration within) {

    /** When its deadline passes. */
    Instant dueAt() {
        return participant().map(Participant::dueAt).orElse(Instant.EPOCH);
    }

    private Optional<Participant> participant() {
        return canary.participant(CanaryDecision.PARTICIPANT);
    }

    private Optional<Alert> alert() {
        return canary.alerts().stream().findFirst();
    }

    /** Whether somebody has ended it. */
    boolean isOver() {
        return CanaryDecision.isOver(canary);
    }

    /** Whether it is halted and nobody has tried yet whether that holds. */
    boolean wantsLateReport() {
        return canary.status() == Status.HALTED && lateReport().isEmpty() && !wentOn();
    }

    /** Whether it can be ended: there is nothing more to see, or no more time to see it. */
    boolean canEnd(Instant now) {
        return !isOver() && (missing().isEmpty() || now.isAfter(dueAt().plus(within)));
    }

    /** From its deadline to its alert. */
    Optional<Duration> toAlert() {
        return alert().map(alert -> since(alert.raised().recordedAt()));
    }

    /** From its deadline to a channel's having taken it. */
    Optional<Duration> toChannel(String channel) {
        return delivery(channel).map(one -> since(one.deliveredAt()));
    }

    private Duration since(Instant moment) {
        return Duration.between(dueAt(), moment);
    }

    /** When it was through; only when nothing is missing. */
    Instant throughAt() {
        return Stream.concat(
                        Stream.of(lateReport().map(one -> one.at().recordedAt())),
                        channels.stream().map(channel -> delivery(channel).map(Delivery::deliveredAt)))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElseGet(this::dueAt);
    }

    /** What did not happen, or not in time, in words; nothing when it is through. */
    List<String> missing() {
        if (!canary.known()) {
            return List.of("no canary was begun");
        }
        return alert().map(this::missing).orElseGet(() -> List.of("a missed deadline was not noticed"));
    }

    private List<String> missing(Alert alert) {
        List<String> missing = new ArrayList<>();
        if (alert.failure() != FailureKind.NOT_STARTED_IN_TIME || !alert.halts()) {
            missing.add("a missed deadline was taken for " + alert.failure());
        }
        if (isLate(alert.raised().recordedAt())) {
            missing.add("a missed deadline was noticed too late");
        }
        if (wentOn()) {
            missing.add("a report after the halt was taken");
        } else if (lateReport().isEmpty()) {
            missing.add("no report after the halt was refused");
        }
        channels.stream().flatMap(channel -> untold(channel).stream()).forEach(missing::add);
        return missing;
    }

    private Optional<String> untold(String channel) {
        Optional<Delivery> delivery = delivery(channel);
        if (delivery.isEmpty()) {
            return Optional.of("channel " + channel + " was not told");
        }
        return isLate(delivery.get().deliveredAt())
                ? Optional.of("channel " + channel + " was told too late")
                : Optional.empty();
    }

    private boolean isLate(Instant moment) {
        return moment.isAfter(dueAt().plus(within));
    }

    /** Whether its participant was let go on. */
    private boolean wentOn() {
        return participant().filter(one -> one.started() != null).isPresent();
    }

    private Optional<Evidence> lateReport() {
        return alert().stream()
                .flatMap(alert -> alert.evidence().stream())
                .filter(one -> one.source() == EvidenceSource.REPORT && one.state() == ReportedState.STARTED)
                .findFirst();
    }

    private Optional<Delivery> delivery(String channel) {
        return alert().stream()
                .flatMap(alert -> alert.deliveries().stream())
                .filter(one -> Objects.equals(one.channel(), channel))
                .findFirst();
    }

    /** Why it is ended, in words. */
    String ending() {
        List<String> missing = missing();
        return missing.isEmpty()
                ? "the canary is through: noticed, halted, told"
                : "the canary did not come through: " + String.join(", ", missing);
    }
}
