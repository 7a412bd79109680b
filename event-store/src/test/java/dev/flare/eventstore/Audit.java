package dev.flare.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The independent judge: it knows a log and what callers were told, and nothing of how the store works. Matching is written
 * again here, so that a mistake in {@link Criteria} cannot judge itself.
 */
final class Audit {

    /**
     * An append as its caller knows it.
     *
     * @param seen the ids of the events that matched the criteria when it was decided, since the first event
     * @param told where it was committed; null when the outcome is unknown or it was refused
     */
    record Told(List<NewEvent> events, Criteria decidedOn, List<UUID> seen, Appended told) {}

    private final List<StoredEvent> log;

    Audit(List<StoredEvent> log) {
        this.log = log;
    }

    static boolean matches(Criteria criteria, String type, List<String> tags) {
        return criteria.anyOf().stream()
                .anyMatch(one -> (one.types().isEmpty() || one.types().contains(type))
                        && one.tags().stream().allMatch(tags::contains));
    }

    /** The ids of what matches after one position and up to another. */
    static List<UUID> matching(List<StoredEvent> log, Criteria criteria, long after, long upTo) {
        return log.stream()
                .filter(event -> event.position() > after && event.position() <= upTo)
                .filter(event -> matches(criteria, event.type(), event.tags()))
                .map(StoredEvent::id)
                .toList();
    }

    /** Positions 1, 2, 3 …, no event twice, the chain intact, recorded in order. */
    Audit log_is_sound() {
        Hash previous = Hash.ZERO;
        Instant recordedAt = Instant.MIN;
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < log.size(); i++) {
            StoredEvent event = log.get(i);
            assertThat(event.position()).as("no gap").isEqualTo(i + 1L);
            assertThat(event.previousHash()).as("chain at %s", i + 1).isEqualTo(previous);
            assertThat(event.hash()).as("hash at %s", i + 1).isEqualTo(HashChain.hashOf(event));
            assertThat(event.recordedAt()).as("recorded in order").isAfterOrEqualTo(recordedAt);
            assertThat(ids.add(event.id())).as("%s is there once", event.id()).isTrue();
            previous = event.hash();
            recordedAt = event.recordedAt();
        }
        return this;
    }

    /** What was acknowledged is all there is, each append whole and where its caller was told. */
    Audit grew_by_exactly(List<Told> acknowledged, int before) {
        acknowledged.forEach(this::is_there_whole);
        assertThat(log)
                .as("nothing that was not acknowledged")
                .hasSize(before
                        + acknowledged.stream()
                                .mapToInt(told -> told.events().size())
                                .sum());
        return this;
    }

    Audit is_there_whole(Told append) {
        Appended told = append.told();
        assertThat(told.lastPosition() - told.firstPosition() + 1)
                .isEqualTo(append.events().size());
        assertThat(log.size()).as("acknowledged and lost").isGreaterThanOrEqualTo((int) told.lastPosition());
        List<StoredEvent> rows = log.subList((int) told.firstPosition() - 1, (int) told.lastPosition());
        assertThat(rows).allMatch(row -> row.recordedAt().equals(told.recordedAt()));
        assertThat(rows.stream().map(RecentLog::asNew)).isEqualTo(append.events());
        return this;
    }

    /** Of an append whose caller does not know: it is there whole, side by side, or not at all. */
    Audit is_there_whole_or_not_at_all(List<NewEvent> append) {
        Set<UUID> ids = new HashSet<>(append.stream().map(NewEvent::id).toList());
        List<StoredEvent> found =
                log.stream().filter(row -> ids.contains(row.id())).toList();
        assertThat(found.size()).isIn(0, append.size());
        if (!found.isEmpty()) {
            assertThat(found.getLast().position() - found.getFirst().position() + 1)
                    .isEqualTo(append.size());
        }
        return this;
    }

    /** Each append was decided on exactly what stands before it: this is what a condition is for. */
    Audit each_was_decided_on_all_that_stands_before_it(List<Told> acknowledged) {
        for (Told append : acknowledged) {
            assertThat(matching(log, append.decidedOn(), 0, append.told().firstPosition() - 1))
                    .as("what %s was decided on", append.told())
                    .isEqualTo(append.seen());
        }
        return this;
    }

    Audit carries_each_once(String key) {
        List<String> unique = new ArrayList<>();
        log.forEach(row ->
                row.tags().stream().filter(tag -> tag.startsWith(key + "=")).forEach(unique::add));
        assertThat(unique).doesNotHaveDuplicates();
        return this;
    }
}
