package dev.flare.saga.transaction;

import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.CompensationFailed;
import dev.flare.messages.supervision.CompensationStarted;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.EvidenceKept;
import dev.flare.messages.supervision.EvidenceSource;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.messages.supervision.MatrixRow;
import dev.flare.messages.supervision.ParticipantCompensated;
import dev.flare.messages.supervision.ParticipantCompleted;
import dev.flare.messages.supervision.ParticipantFailed;
import dev.flare.messages.supervision.ParticipantStarted;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.RowAgreed;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.TransactionAbandoned;
import dev.flare.messages.supervision.TransactionCompensated;
import dev.flare.messages.supervision.TransactionCompleted;
import dev.flare.messages.supervision.TransactionHalted;
import dev.flare.messages.supervision.TransactionResumed;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Short names for the events, participants and requests of a {@link Story}. */
final class Facts {

    static final String TX = "tx-1";
    static final String TYPE = "shipping";
    static final Duration DEADLINE = Duration.ofSeconds(10);

    /** Stands for whatever we say in our own words. */
    static final String OUR_WORDS = "*";

    private Facts() {}

    static EnlistedParticipant one(String name, String... after) {
        return new EnlistedParticipant(name, List.of(after), DEADLINE, null, null);
    }

    /** A participant whose row can be read. */
    static EnlistedParticipant readable(String name, String... after) {
        return new EnlistedParticipant(
                name, List.of(after), DEADLINE, "http://" + name + "/undo", "http://" + name + "/row");
    }

    static SupervisionEvent started(String name) {
        return new ParticipantStarted(TX, name);
    }

    static SupervisionEvent completed(String name) {
        return new ParticipantCompleted(TX, name);
    }

    static SupervisionEvent failed(String name, @Nullable String reason) {
        return new ParticipantFailed(TX, name, reason);
    }

    static SupervisionEvent compensated(String name) {
        return new ParticipantCompensated(TX, name);
    }

    static SupervisionEvent agreed(String name) {
        return new RowAgreed(TX, name);
    }

    static SupervisionEvent kept(String name, ReportedState state) {
        return kept(name, state, null);
    }

    static SupervisionEvent kept(String name, ReportedState state, @Nullable String reason) {
        return new EvidenceKept(TX, name, EvidenceSource.REPORT, state, reason);
    }

    static SupervisionEvent keptRow(String name, ReportedState state) {
        return new EvidenceKept(TX, name, EvidenceSource.ROW, state, OUR_WORDS);
    }

    /** The first alert, which halts; every row reads {@code name SCFX}: started, completed, failed, compensated. */
    static SupervisionEvent alert(FailureKind kind, String name, String... matrix) {
        return alert(1, kind, name, OUR_WORDS, true, matrix);
    }

    static SupervisionEvent alert(
            int number, FailureKind kind, String name, String reason, boolean halts, String... matrix) {
        return new AlertRaised("alert-" + number, TX, TYPE, name, kind, reason, matrix(matrix), halts);
    }

    static List<MatrixRow> matrix(String... rows) {
        return Stream.of(rows).map(Facts::matrixRow).toList();
    }

    private static MatrixRow matrixRow(String written) {
        String name = written.substring(0, written.indexOf(' '));
        String bits = written.substring(name.length() + 1);
        return new MatrixRow(
                name, bits.charAt(0) == '1', bits.charAt(1) == '1', bits.charAt(2) == '1', bits.charAt(3) == '1');
    }

    static SupervisionEvent halt() {
        return halt(1);
    }

    static SupervisionEvent halt(int alert) {
        return new TransactionHalted(TX, "alert-" + alert);
    }

    static SupervisionEvent allCompleted() {
        return new TransactionCompleted(TX);
    }

    static SupervisionEvent resumed() {
        return new TransactionResumed(TX, "repaired");
    }

    static SupervisionEvent abandoned() {
        return new TransactionAbandoned(TX, "given up");
    }

    static SupervisionEvent undoing() {
        return new CompensationStarted(TX, null);
    }

    static SupervisionEvent undoing(String reason) {
        return new CompensationStarted(TX, reason);
    }

    static SupervisionEvent notUndone(String name, String reason) {
        return new CompensationFailed(TX, name, reason);
    }

    static SupervisionEvent allUndone() {
        return new TransactionCompensated(TX);
    }
}
