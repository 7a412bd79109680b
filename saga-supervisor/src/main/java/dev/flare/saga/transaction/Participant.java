package dev.flare.saga.transaction;

import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.MatrixRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one participant of a transaction is.
 *
 * @param started when it reported so; the same for the others
 * @param failed when it reported so, since the transaction was last resumed
 * @param reason of its failure
 * @param claimed when evidence first said that it had started or completed
 * @param rowAgreed when its own row was read and agreed
 * @param compensationFailure why it could not be compensated so far
 * @param dueAt until when it must have completed; null as long as others come first
 * @param haltedFor the latest alert for which its region's log has the halt; null when it is no region, or was never halted
 */
public record Participant(
        EnlistedParticipant terms,
        @Nullable Noted started,
        @Nullable Noted completed,
        @Nullable Noted failed,
        @Nullable String reason,
        @Nullable Noted compensated,
        @Nullable Noted claimed,
        @Nullable Noted rowAgreed,
        @Nullable String compensationFailure,
        @Nullable Instant dueAt,
        @Nullable String haltedFor) {

    static Participant enlisted(EnlistedParticipant terms, @Nullable Instant dueAt) {
        return new Participant(terms, null, null, null, null, null, null, null, null, dueAt, null);
    }

    public String name() {
        return terms.name();
    }

    /** Whether it may have done something, by report or by evidence, so that there is something to be undone. */
    public boolean touched() {
        return started != null || completed != null || claimed != null;
    }

    /** Whether it must be compensated before its transaction is. */
    public boolean needsCompensation() {
        return touched() && compensated == null;
    }

    /** Where it first did something, for the order of compensation. */
    public long begun() {
        if (started != null) {
            return started.position();
        }
        if (completed != null) {
            return completed.position();
        }
        return claimed == null ? 0 : claimed.position();
    }

    /** How far it is, in the form in which an alert shows it. */
    public MatrixRow row() {
        return new MatrixRow(name(), started != null, completed != null, failed != null, compensated != null);
    }

    Participant start(Noted at) {
        return new Participant(
                terms,
                at,
                completed,
                failed,
                reason,
                compensated,
                claimed,
                rowAgreed,
                compensationFailure,
                dueAt,
                haltedFor);
    }

    Participant complete(Noted at) {
        return new Participant(
                terms,
                started,
                at,
                failed,
                reason,
                compensated,
                claimed,
                rowAgreed,
                compensationFailure,
                dueAt,
                haltedFor);
    }

    Participant fail(Noted at, @Nullable String why) {
        return new Participant(
                terms,
                started,
                completed,
                at,
                why,
                compensated,
                claimed,
                rowAgreed,
                compensationFailure,
                dueAt,
                haltedFor);
    }

    Participant compensate(Noted at) {
        return new Participant(
                terms, started, completed, failed, reason, at, claimed, rowAgreed, null, dueAt, haltedFor);
    }

    Participant claim(Noted at) {
        Noted first = claimed == null ? at : claimed;
        return new Participant(
                terms,
                started,
                completed,
                failed,
                reason,
                compensated,
                first,
                rowAgreed,
                compensationFailure,
                dueAt,
                haltedFor);
    }

    Participant agree(Noted at) {
        return new Participant(
                terms,
                started,
                completed,
                failed,
                reason,
                compensated,
                claimed,
                at,
                compensationFailure,
                dueAt,
                haltedFor);
    }

    Participant refuseCompensation(String why) {
        return new Participant(
                terms, started, completed, failed, reason, compensated, claimed, rowAgreed, why, dueAt, haltedFor);
    }

    Participant due(@Nullable Instant at) {
        return new Participant(
                terms,
                started,
                completed,
                failed,
                reason,
                compensated,
                claimed,
                rowAgreed,
                compensationFailure,
                at,
                haltedFor);
    }

    /** What it may still do, it may do again. */
    Participant resume(@Nullable Instant due) {
        Noted agreed = completed == null ? null : rowAgreed;
        return new Participant(
                terms, started, completed, null, null, compensated, claimed, agreed, null, due, haltedFor);
    }

    Participant halt(String alertId) {
        return new Participant(
                terms,
                started,
                completed,
                failed,
                reason,
                compensated,
                claimed,
                rowAgreed,
                compensationFailure,
                dueAt,
                alertId);
    }
}
