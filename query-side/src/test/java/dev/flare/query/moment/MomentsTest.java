package dev.flare.query.moment;

import static dev.flare.query.support.Given.AU;
import static dev.flare.query.support.Given.UK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.PostgresServer;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.view.Moment;
import dev.flare.messages.view.Reading;
import dev.flare.query.support.Given;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MomentsTest {

    private static final TreeSet<Region> BOTH = new TreeSet<>(List.of(UK, AU));

    private final Given given = new Given();
    private final Moments moments = new Moments(given.logs(), Clock.systemUTC());

    @AfterEach
    void close() {
        given.close();
    }

    @Test
    void an_instant_is_a_position_in_every_region() {
        given.opened("uk-1"); // :01
        given.opened("au-1"); // :02
        given.opened("uk-2"); // :03

        assertThat(at(Given.START)).isEqualTo(positions(0, 0));
        assertThat(at(Given.START.plusSeconds(1))).isEqualTo(positions(1, 0));
        assertThat(at(Given.START.plusSeconds(2))).isEqualTo(positions(1, 1));
        assertThat(at(Given.START.plusSeconds(3).minusNanos(1))).isEqualTo(positions(1, 1));
        assertThat(at(Given.START.plusSeconds(3))).isEqualTo(positions(2, 1));
        assertThat(at(Instant.MIN)).isEqualTo(positions(0, 0));
    }

    @Test
    void an_instant_that_was_asked_about_is_closed() {
        given.opened("uk-1");
        Instant moment = Given.START.plusSeconds(60);
        at(moment);

        assertThat(given.logs().reader(UK).head().clock()).isEqualTo(moment);
    }

    @Test
    void now_is_no_position_yet() {
        Wanted wanted = moments.resolve(Reading.now(), BOTH);

        assertThat(wanted.fixed()).isNull();
    }

    @Test
    void the_latest_of_the_events_is_named() {
        given.opened("uk-1");
        given.opened("au-1");

        assertThat(moments.resolve(reading(new Moment.Positions(positions(1, 1))), BOTH)
                        .recordedAt())
                .isEqualTo(Given.START.plusSeconds(2));
        assertThat(moments.resolve(reading(new Moment.Positions(positions(0, 0))), BOTH)
                        .recordedAt())
                .isNull();
    }

    @Test
    void the_future_is_refused() {
        Clock early = Clock.fixed(Given.START, ZoneOffset.UTC);

        assertThatThrownBy(() -> new Moments(given.logs(), early)
                        .resolve(reading(new Moment.At(Given.START.plusNanos(1000))), BOTH))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("it is 2026-01-01T00:00:00Z now");
    }

    @Test
    void a_region_that_does_not_answer_is_named() {
        PostgresServer nowhere = new PostgresServer("jdbc:postgresql://127.0.0.1:1/{database}", "x", "x");
        try (HikariDataSource none = nowhere.open("au", "nowhere", 1)) {
            none.setConnectionTimeout(300);
            RegionLogs logs = new RegionLogs(Map.of(UK, given.logs().reader(UK), AU, new EventReader(none)));

            assertThatThrownBy(() ->
                            new Moments(logs, Clock.systemUTC()).resolve(reading(new Moment.At(Given.START)), BOTH))
                    .isInstanceOfSatisfying(
                            RefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.UNAVAILABLE))
                    .hasMessageContaining("region au");
        }
    }

    @Test
    void an_answer_waits_until_the_view_has_seen_enough() throws Exception {
        given.opened("uk-1");
        ViewReader views = new ViewReader(given.views(), given.signal(), Duration.ofSeconds(20));
        Wanted wanted = moments.resolve(reading(new Moment.Positions(positions(1, 0))), new TreeSet<>(List.of(UK)));

        CompletableFuture<Long> answer =
                CompletableFuture.supplyAsync(() -> views.read(wanted, (connection, cut) -> cut.position(UK)));
        given.projected();

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void an_answer_does_not_wait_for_ever() {
        given.opened("uk-1");
        ViewReader views = new ViewReader(given.views(), given.signal(), Duration.ofMillis(50));
        Wanted wanted = moments.resolve(reading(new Moment.Positions(positions(1, 0))), new TreeSet<>(List.of(UK)));

        assertThatThrownBy(() -> views.read(wanted, (connection, cut) -> cut.position(UK)))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.VIEW_BEHIND))
                .hasMessageContaining("region uk has seen position 0, not yet 1");
    }

    private SortedMap<Region, Long> at(Instant instant) {
        return moments.positions(new Moment.At(instant), BOTH);
    }

    private static Reading reading(Moment moment) {
        return new Reading(moment, new TreeMap<>(), null);
    }

    private static SortedMap<Region, Long> positions(long uk, long au) {
        return new TreeMap<>(Map.of(UK, uk, AU, au));
    }
}
