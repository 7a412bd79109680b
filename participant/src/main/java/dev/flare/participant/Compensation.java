package dev.flare.participant;

/** What became of a compensation. After all but {@link UnderWay} nothing of the transaction is in force, and nothing can start. */
public sealed interface Compensation {

    /** The work was undone. */
    record Undone() implements Compensation {}

    /** Nothing had been started. The row says compensated, so that a late start is refused. */
    record NothingToUndo() implements Compensation {}

    /** It was compensated before; this time nothing was done. */
    record AlreadyUndone() implements Compensation {}

    /** Somebody works on the transaction at this moment: nothing was done, ask again. */
    record UnderWay() implements Compensation {}
}
