package dev.flare.participant;

/** What became of a failure that the service found itself. */
public sealed interface Failure {

    /** The row is written; nothing starts or completes from now on. */
    record Failed() implements Failure {}

    /** It failed before, for whatever reason was given then. Nothing was written. */
    record AlreadyFailed() implements Failure {}

    /** It has completed or was compensated: a failure would contradict what was reported. Nothing was written. */
    record Refused(Row row) implements Failure {}
}
