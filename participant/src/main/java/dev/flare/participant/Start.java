package dev.flare.participant;

/** What became of a start. Only after {@link Started} may the work be done. */
public sealed interface Start {

    /** The row is written and commits with the work, or not at all. */
    record Started() implements Start {}

    /** It was started before: the row says how far it came. Nothing was written. */
    record AlreadyStarted(Row row) implements Start {}

    /** It has failed or was compensated before, also without ever having started: too late. Nothing was written. */
    record Refused(Row row) implements Start {}
}
