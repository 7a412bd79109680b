package dev.flare.messages.supervision;

import dev.flare.messages.EventCodec;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Wire names and written form of the supervisor's events. A name once used is never changed. */
public final class SupervisionNames {

    /** What the name of every event of the supervisor starts with. */
    private static final String PREFIX = "supervision.";

    private static final Map<String, Class<? extends SupervisionEvent>> EVENTS = Stream.of(
                    TransactionRegistered.class,
                    ParticipantStarted.class,
                    ParticipantCompleted.class,
                    ParticipantFailed.class,
                    ParticipantCompensated.class,
                    RowAgreed.class,
                    EvidenceKept.class,
                    AlertRaised.class,
                    AlertAcknowledged.class,
                    AlertDelivered.class,
                    TransactionHalted.class,
                    TransactionCompleted.class,
                    TransactionResumed.class,
                    TransactionAbandoned.class,
                    CompensationStarted.class,
                    CompensationFailed.class,
                    TransactionCompensated.class,
                    StepRequested.class,
                    RegionHalted.class,
                    TransactionTypeRuled.class,
                    IntakeStopped.class,
                    IntakeResumed.class)
            .collect(Collectors.toUnmodifiableMap(event -> PREFIX + event.getSimpleName(), Function.identity()));

    private static final Map<Class<?>, String> NAMES =
            EVENTS.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    /** What decides whether a transaction of a type is taken. */
    public static final Set<String> TYPE_EVENTS =
            Set.of(PREFIX + "TransactionTypeRuled", PREFIX + "IntakeStopped", PREFIX + "IntakeResumed");

    private SupervisionNames() {}

    public static String of(Class<? extends SupervisionEvent> event) {
        String name = NAMES.get(event);
        if (name == null) {
            throw new IllegalArgumentException(event + " has no wire name");
        }
        return name;
    }

    /** The class of a wire name, or null for a name that is not of this language. */
    public static @Nullable Class<? extends SupervisionEvent> eventClass(String name) {
        return EVENTS.get(name);
    }

    public static Set<String> events() {
        return EVENTS.keySet();
    }

    public static String write(SupervisionEvent event) {
        return EventCodec.writeAny(event);
    }

    /**
     * Reads an event back.
     *
     * @throws IllegalArgumentException when the type is not one of these or the payload is not of its form
     */
    public static SupervisionEvent read(String type, String payload) {
        Class<? extends SupervisionEvent> event = EVENTS.get(type);
        if (event == null) {
            throw new IllegalArgumentException("no event of the supervisor is called " + type);
        }
        return EventCodec.readAny(type, payload, event);
    }
}
