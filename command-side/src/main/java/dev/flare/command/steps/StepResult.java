package dev.flare.command.steps;

import dev.flare.messages.shared.RefusedException;

/** What became of a step. */
sealed interface StepResult {

    /** It is taken, now or earlier, or there is nothing to do; committed. */
    record Done() implements StepResult {}

    /** The region's database does not answer, or has too much to do. */
    record Waits(RefusedException cause) implements StepResult {}

    /** It could not be taken for a reason that nobody foresaw. */
    record Failed(Throwable cause) implements StepResult {}
}
