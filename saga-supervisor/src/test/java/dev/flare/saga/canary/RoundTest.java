package dev.flare.saga.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.supervision.AlertDelivered;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.EvidenceKept;
import dev.flare.messages.supervision.EvidenceSource;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ParticipantStarted;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.TransactionEvent;
import dev.flare.messages.supervision.TransactionHalted;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.saga.transaction.CanaryDecision;
import dev.flare.saga.transaction.Noted;
import dev.flare.saga.transaction.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What a canary lacks, by its events and when they came. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RoundTest {

    private static final Instant BEGUN = Instant.parse("2026-11-25T10:00:00Z");
    private static final String ID = CanaryDecision.id(BEGUN);
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private Transaction canary = Transaction.unknown(ID);

    private RoundTest after(Duration since, TransactionEvent... events) {
        for (TransactionEvent event : events) {
            canary = canary.evolve(event, new Noted(canary.changed().position() + 1, BEGUN.plus(since)), ID);
        }
        return this;
    }

    private RoundTest begun() {
        return after(
                Duration.ZERO,
                new TransactionRegistered(
                        ID,
                        CanaryDecision.TYPE,
                        OnFailure.HOLD,
                        List.of(new EnlistedParticipant(
                                CanaryDecision.PARTICIPANT, List.of(), Times.DEADLINE, null, null))));
    }

    private RoundTest noticed(Duration since) {
        return after(
                since,
                new AlertRaised(
                        "alert-1",
                        ID,
                        CanaryDecision.TYPE,
                        CanaryDecision.PARTICIPANT,
                        FailureKind.NOT_STARTED_IN_TIME,
                        "late",
                        List.of(),
                        true),
                new TransactionHalted(ID, "alert-1"));
    }

    private RoundTest refused(Duration since) {
        return after(
                since,
                new EvidenceKept(ID, CanaryDecision.PARTICIPANT, EvidenceSource.REPORT, ReportedState.STARTED, null));
    }

    private RoundTest told(String channel, Duration since) {
        return after(since, new AlertDelivered("alert-1", ID, channel, 0, 1));
    }

    private Round round() {
        return new Round(canary, List.of("log", "mail"), WITHIN);
    }

    private static Duration seconds(int many) {
        return Duration.ofSeconds(many);
    }

    @Test
    void through_when_everything_came_in_time() {
        begun().noticed(seconds(2)).refused(seconds(3)).told("log", seconds(3)).told("mail", seconds(31));
        assertThat(round().missing()).isEmpty();
        assertThat(round().throughAt()).isEqualTo(BEGUN.plusSeconds(31));
        assertThat(round().toAlert()).contains(seconds(1));
        assertThat(round().toChannel("mail")).contains(seconds(30));
    }

    @Test
    void what_comes_late_has_not_come() {
        begun().noticed(seconds(32))
                .refused(seconds(32))
                .told("log", seconds(33))
                .told("mail", seconds(33));
        assertThat(round().missing())
                .containsExactly(
                        "a missed deadline was noticed too late",
                        "channel log was told too late",
                        "channel mail was told too late");
    }

    @Test
    void a_halt_that_lets_go_on_is_none() {
        begun().noticed(seconds(1)).told("log", seconds(1)).told("mail", seconds(1));
        assertThat(round().wantsLateReport()).isTrue();
        assertThat(round().missing()).containsExactly("no report after the halt was refused");
        after(seconds(2), new ParticipantStarted(ID, CanaryDecision.PARTICIPANT));
        assertThat(round().wantsLateReport()).isFalse();
        assertThat(round().missing()).containsExactly("a report after the halt was taken");
    }

    @Test
    void what_was_never_begun_or_noticed_is_said() {
        assertThat(round().missing()).containsExactly("no canary was begun");
        begun();
        assertThat(round().missing()).containsExactly("a missed deadline was not noticed");
        assertThat(round().canEnd(BEGUN.plusSeconds(31))).isFalse();
        assertThat(round().canEnd(BEGUN.plusSeconds(32))).isTrue();
    }
}
