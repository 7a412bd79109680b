package dev.flare.saga.read;

import dev.flare.eventstore.EventReader;
import dev.flare.messages.shared.RefusedException;
import dev.flare.saga.answer.AsOf;
import dev.flare.saga.supervision.SupervisorLog;
import dev.flare.web.asking.Parameters;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the moments that clients name into positions of the supervisor's log, which never change their meaning. */
public final class Moments {

    /** {@code effectiveAt} is taken and means nothing here: transactions move no money. */
    public static final Set<String> PARAMETERS = Set.of("position", "at", "effectiveAt", "minPosition");

    private static final Pattern POSITION = Pattern.compile("(?:" + SupervisorLog.NAME + ":)?([0-9]{1,18})");

    /**
     * What an answer must reflect.
     *
     * @param fixed the position of a moment; null for now
     * @param atLeast what must have been seen
     */
    record Wanted(@Nullable Long fixed, long atLeast) {

        /** Up to where events count. */
        long upTo() {
            return fixed == null ? Long.MAX_VALUE : fixed;
        }

        /** What must have been taken before this can be answered. */
        long needed() {
            return fixed == null ? atLeast : Math.max(fixed, atLeast);
        }
    }

    private final EventReader log;
    private final Clock clock;

    public Moments(EventReader log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    Wanted wanted(Parameters parameters) {
        parameters.instant("effectiveAt");
        Long atLeast = position(parameters, "minPosition");
        return new Wanted(fixed(parameters), atLeast == null ? 0 : atLeast);
    }

    private @Nullable Long fixed(Parameters parameters) {
        if (parameters.has("position") && parameters.has("at")) {
            throw RefusedException.invalid("at", "a moment is given by position or by at, not by both");
        }
        Instant at = parameters.instant("at");
        if (at != null) {
            return closing(at);
        }
        Long position = position(parameters, "position");
        if (position != null && position > log.head().position()) {
            throw RefusedException.invalid(
                    "position",
                    "the supervisor's log ends at position " + log.head().position());
        }
        return position;
    }

    private long closing(Instant at) {
        Instant now = clock.instant();
        if (at.isAfter(now)) {
            throw RefusedException.invalid("at", "the moment is in the future: it is " + now + " now");
        }
        Instant earliest = Instant.parse("0001-01-01T00:00:00Z");
        return at.isBefore(earliest) ? 0 : log.closeMoment(at.truncatedTo(ChronoUnit.MICROS));
    }

    private static @Nullable Long position(Parameters parameters, String name) {
        String text = parameters.text(name);
        if (text == null) {
            return null;
        }
        Matcher position = POSITION.matcher(text);
        if (!position.matches()) {
            throw RefusedException.invalid(name, "a position of the supervisor's log is like supervisor:123");
        }
        return Long.valueOf(position.group(1));
    }

    AsOf asOf(long position) {
        return AsOf.of(position, position == 0 ? null : log.recordedAt(position).orElse(null));
    }
}
