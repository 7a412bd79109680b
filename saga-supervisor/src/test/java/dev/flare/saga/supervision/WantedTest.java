package dev.flare.saga.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WantedTest {

    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Wanted wanted = new Wanted(AN_HOUR);

    private void spends(long taken) {
        assertTimeoutPreemptively(SOON, () -> wanted.spend(taken));
    }

    @Test
    void where_little_arrives_nothing_is_put_off() {
        spends(1);
        spends(199);
    }

    @Test
    void what_somebody_waits_for_is_not_put_off_whether_he_came_before_or_comes_meanwhile() throws Exception {
        wanted.raise();
        spends(200);
        Thread resting = Thread.ofVirtual().start(() -> {
            try {
                wanted.spend(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(resting.join(Duration.ofMillis(50))).isFalse();
        wanted.raise();
        assertThat(resting.join(SOON)).isTrue();
    }

    @Test
    void it_has_an_end_also_when_nobody_comes() {
        Wanted soon = new Wanted(Duration.ofMillis(1));
        assertTimeoutPreemptively(SOON, () -> soon.spend(10_000));
    }
}
