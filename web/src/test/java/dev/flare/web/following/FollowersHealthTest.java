package dev.flare.web.following;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FollowersHealthTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Instant LONG_AGO = NOW.minusSeconds(300);

    private static FollowerReport report(
            @Nullable Instant waitingSince, Instant heartbeat, Instant lookedAt, int failures) {
        return new FollowerReport(
                "ledger", "uk", 5, 12, waitingSince, heartbeat, lookedAt, failures, failures > 0 ? "no" : null);
    }

    private static Health of(FollowerReport... reports) {
        FollowersHealth.Limits limits = new FollowersHealth.Limits(Duration.ofSeconds(10), Duration.ofSeconds(60));
        return new FollowersHealth(
                        List.of(reports).stream()
                                .<java.util.function.Supplier<FollowerReport>>map(report -> () -> report)
                                .toList(),
                        limits,
                        Clock.fixed(NOW, ZoneOffset.UTC))
                .health();
    }

    private static void assertDown(FollowerReport report, String why) {
        Health health = of(report);
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails().get("uk"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
                .containsAllEntriesOf(Map.of("follower", "ledger", "lag", 7L, "down", why));
    }

    @Test
    void who_takes_steps_and_is_a_little_behind_is_well() {
        assertThat(of(report(NOW.minusSeconds(59), NOW.minusSeconds(9), NOW.minusSeconds(9), 2))
                        .getStatus())
                .isEqualTo(Status.UP);
    }

    @Test
    void who_stopped_silently_is_named_with_since_when_and_how_far_behind() {
        assertDown(report(null, LONG_AGO, NOW, 0), "has taken no step since " + LONG_AGO);
    }

    @Test
    void who_keeps_failing_is_down_before_it_was_silent_for_long() {
        assertDown(report(null, NOW.minusSeconds(1), NOW, 3), "keeps failing since " + NOW.minusSeconds(1));
    }

    @Test
    void who_takes_steps_that_lead_nowhere_is_down() {
        assertDown(report(LONG_AGO, NOW, NOW, 0), "is 7 events behind, since " + LONG_AGO);
    }

    @Test
    void nobody_is_well_who_cannot_tell_how_far_behind_it_is() {
        assertDown(report(null, NOW, LONG_AGO, 0), "the end of its log was last read at " + LONG_AGO);
    }
}
