package dev.flare.participant;

/** What became of a completion. */
public sealed interface Completion {

    /** The row is written and commits with the work, or not at all. */
    record Completed() implements Completion {}

    /** It was completed before. Nothing was written. */
    record AlreadyCompleted() implements Completion {}

    /** Nothing was started that could be completed. Nothing was written. */
    record NotStarted() implements Completion {}

    /** It failed, or was compensated while it worked: the work must be rolled back. Nothing was written. */
    record Refused(Row row) implements Completion {}
}
