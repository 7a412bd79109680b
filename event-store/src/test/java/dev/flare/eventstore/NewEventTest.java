package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NewEventTest {

    @Test
    void tags_are_sorted_and_not_repeated() {
        assertThat(event("A", "b=2", "a=1", "b=2").tags()).containsExactly("a=1", "b=2");
    }

    @Test
    void a_tag_that_would_not_come_back_as_it_is_is_refused() {
        for (String tag : List.of("", "a=\u001f", "a=\0", "a=\ud834", "a=\udd1e\ud834")) {
            assertThatThrownBy(() -> event("A", tag)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_payload_that_would_not_come_back_as_it_is_is_refused() {
        for (String payload : List.of("\0", "\ud834", "x\udd1e", "\ud834x")) {
            assertThatThrownBy(() -> new NewEvent(UUID.randomUUID(), "A", "1", List.of(), payload))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void metadata_that_would_not_come_back_as_it_is_is_refused() {
        assertThatThrownBy(() -> new NewEvent(UUID.randomUUID(), "A", "1", List.of(), Map.of("a", "\ud834"), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void two_events_of_one_append_cannot_carry_the_same_unique_tag() {
        try (TestLog log = new TestLog()) {
            EventStore store = log.open(TestLog.settings().withUniqueTagKeys(java.util.Set.of("key")));
            assertThatThrownBy(() -> store.append(List.of(event("A", "key=1"), event("B", "key=1")), List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
