package dev.flare.saga.transaction;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.supervision.SupervisionEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided. A refusal may come with events: what was refused is kept, and may be the first failure.
 *
 * @param events to be appended together
 * @param refusal what the one who asked is told, once they are
 * @param earlier the event that did it already, when this is a repetition
 */
public record Verdict(
        List<SupervisionEvent> events,
        @Nullable RefusedException refusal,
        @Nullable Noted earlier) {

    /** There is nothing to do. */
    public static final Verdict NOTHING = new Verdict(List.of(), null, null);

    public Verdict {
        events = List.copyOf(events);
    }

    static Verdict of(SupervisionEvent... events) {
        return new Verdict(List.of(events), null, null);
    }

    static Verdict of(List<SupervisionEvent> events) {
        return new Verdict(events, null, null);
    }

    static Verdict repeated(Noted earlier) {
        return new Verdict(List.of(), null, earlier);
    }

    static Verdict refused(RefusalCode code, String detail, @Nullable String field) {
        return new Verdict(List.of(), new RefusedException(code, detail, field), null);
    }

    Verdict andRefuse(RefusalCode code, String detail) {
        return new Verdict(events, new RefusedException(code, detail), null);
    }
}
