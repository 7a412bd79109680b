package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.eventstore.support.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** An effect is recorded later than its cause, in whatever region and however the clocks differ. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CausesTest {

    private final TestLog au = new TestLog();
    private final TestLog uk = new TestLog();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));

    @AfterEach
    void close() {
        au.close();
        uk.close();
    }

    private static Append caused(Appended cause) {
        return Append.of(List.of(event("Effect"))).causedAt(cause.recordedAt());
    }

    @Test
    void an_effect_in_a_region_whose_clock_is_behind_is_recorded_after_its_cause() {
        EventStore ahead = au.open(TestLog.settings(), Clock.offset(clock, Duration.ofSeconds(4)));
        EventStore behind = uk.open(TestLog.settings(), clock);
        Appended cause = get(ahead.append(List.of(event("Cause")), List.of()));
        Appended effect = get(behind.append(caused(cause)));
        assertThat(effect.recordedAt()).isAfter(cause.recordedAt());
        assertThat(uk.reader().recordedAt(1)).contains(effect.recordedAt());
        assertThat(get(behind.append(List.of(event("Later")), List.of())).recordedAt())
                .isAfter(effect.recordedAt());
    }

    @Test
    void a_cause_that_is_past_changes_nothing() {
        EventStore store = uk.open(TestLog.settings(), clock);
        Append append = Append.of(List.of(event("Effect")))
                .causedAt(clock.instant().minusSeconds(9))
                .causedAt(clock.instant().minusSeconds(99));
        assertThat(append.causedAt()).isEqualTo(clock.instant().minusSeconds(9));
        assertThat(get(store.append(append)).recordedAt()).isEqualTo(clock.instant());
    }

    @Test
    void a_cause_more_than_5_s_ahead_is_refused_and_told() {
        List<Duration> told = new ArrayList<>();
        StoreObserver observer = new StoreObserver() {
            @Override
            public void appended(End end, long nanos) {}

            @Override
            public void batchWritten(int appends, int events, long nanos) {}

            @Override
            public void causeAhead(Duration ahead) {
                told.add(ahead);
            }
        };
        try (EventStore store = EventStore.open(uk.owner, "uk", TestLog.settings(), clock, observer)) {
            Append farAhead = Append.of(List.of(event("Effect")))
                    .causedAt(clock.instant().plusSeconds(5).plusNanos(1_000));
            assertThat(failure(store.append(farAhead))).isInstanceOf(CauseAheadException.class);
            assertThat(failure(store.appendAndStay(farAhead))).isInstanceOf(CauseAheadException.class);
            assertThat(uk.read()).isEmpty();
            assertThat(told).hasSize(2).allMatch(ahead -> ahead.compareTo(Append.AHEAD_MAX) > 0);
            clock.move(Duration.ofSeconds(1));
            assertThat(get(store.append(farAhead)).recordedAt()).isAfter(farAhead.causedAt());
        }
    }

    /** Whoever cuts all regions at one instant sees no effect without its cause. */
    @Test
    void every_cut_at_an_instant_is_causally_consistent_although_clocks_differ_and_jump() {
        List<TestLog> logs = List.of(au, uk);
        Random random = new Random(7);
        List<SettableClock> clocks = List.of(new SettableClock(clock.instant()), new SettableClock(clock.instant()));
        List<EventStore> stores = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            stores.add(logs.get(i).open(TestLog.settings(), clocks.get(i)));
        }
        Map<Instant, Instant> causes = new TreeMap<>();
        Appended last = get(stores.getFirst().append(List.of(event("First")), List.of()));
        for (int i = 0; i < 200; i++) {
            int where = random.nextInt(2);
            clocks.get(where).move(Duration.ofMillis(random.nextInt(-700, 1_000)));
            Append append = caused(last);
            Appended effect;
            try {
                effect = get(stores.get(where).append(append));
            } catch (java.util.concurrent.CompletionException e) {
                assertThat(e.getCause()).isInstanceOf(CauseAheadException.class);
                clocks.get(where).move(Duration.ofSeconds(5));
                effect = get(stores.get(where).append(append));
            }
            causes.put(effect.recordedAt(), last.recordedAt());
            last = effect;
        }
        assertThat(causes).hasSize(200).allSatisfy((effect, cause) -> assertThat(effect)
                .isAfter(cause));
        logs.forEach(log -> new Audit(log.read()).log_is_sound());
    }
}
