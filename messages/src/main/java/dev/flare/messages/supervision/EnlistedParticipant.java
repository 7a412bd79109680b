package dev.flare.messages.supervision;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who takes part in a transaction, and under which terms.
 *
 * @param name {@code database.table}
 * @param after the participants that complete before this one may start
 * @param deadline from the registration, or from the completion of all {@code after}, until it has completed
 * @param compensateUrl is sent a POST when the participant is to be compensated; null when it reports that by itself
 * @param statusUrl answers a GET with the participant's own row; null when nobody asks it
 */
public record EnlistedParticipant(
        String name,
        List<String> after,
        Duration deadline,
        @Nullable String compensateUrl,
        @Nullable String statusUrl) {

    public EnlistedParticipant {
        after = List.copyOf(after);
    }
}
