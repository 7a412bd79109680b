package dev.flare.saga.following;

import static dev.flare.saga.following.TwoRegions.AMOUNT;
import static dev.flare.saga.following.TwoRegions.AU;
import static dev.flare.saga.following.TwoRegions.UK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.shared.Region;
import dev.flare.messages.supervision.FailureKind;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.Status;
import dev.flare.saga.transaction.Transaction;
import dev.flare.saga.transaction.TransferFacts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Transfers between regions as the supervisor reads of them in the regions' logs, on real databases. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TransfersFollowedTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final TwoRegions regions = new TwoRegions();
    private final Instance one = regions.instance();

    @AfterEach
    void close() {
        one.close();
        regions.close();
    }

    private Status status(String id) {
        return one.transaction(id).status();
    }

    @Test
    void what_follows_is_durable_before_the_position_moves_and_a_killed_one_does_nothing_twice() throws Exception {
        String id = regions.send();
        one.followAndBeKilled(UK);

        assertThat(status(id)).isEqualTo(Status.RUNNING);
        assertThat(regions.number("SELECT position FROM followed WHERE region = 'uk'"))
                .isZero();
        assertThat(regions.number("SELECT balance FROM clearing")).isZero();
        long events = one.events();

        try (Instance other = regions.instance()) {
            other.follow(UK);
        }
        assertThat(one.events()).isEqualTo(events);
        assertThat(regions.number("SELECT position FROM followed WHERE region = 'uk'"))
                .isEqualTo(1);
        assertThat(regions.number("SELECT balance FROM clearing")).isEqualTo(AMOUNT);
    }

    @Test
    void what_the_clearing_accounts_hold_is_what_is_in_transit_after_every_step() throws Exception {
        String arrives = regions.send();
        String comesBack = regions.send();
        String stays = regions.send();
        stepsAreEven(3);
        regions.receive(arrives);
        stepsAreEven(2);
        regions.settle(arrives);
        regions.refuse(comesBack);
        stepsAreEven(2);
        regions.halt(AU, comesBack, alertId(comesBack));
        stepsAreEven(2);
        regions.giveBack(comesBack);
        stepsAreEven(1);
        assertThat(List.of(status(arrives), status(comesBack), status(stays)))
                .containsExactly(Status.COMPLETED, Status.COMPENSATED, Status.RUNNING);
    }

    private String alertId(String id) {
        return one.transaction(id).lastAlert().map(Alert::id).orElseThrow();
    }

    private void stepsAreEven(int inTransit) throws Exception {
        for (Region region : List.of(AU, UK)) {
            one.follow(region);
            one.list();
            assertThat(regions.number("SELECT coalesce(sum(balance), 0) FROM clearing"))
                    .isEqualTo(regions.number("SELECT coalesce(sum(amount), 0) FROM in_transit"));
        }
        assertThat(regions.number("SELECT count(*) FROM in_transit")).isEqualTo(inTransit);
    }

    @Test
    void two_instances_learn_everything_once() throws Exception {
        List<String> ids = IntStream.range(0, 40).mapToObj(i -> regions.send()).toList();
        try (Instance other = regions.instance();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> steps = new ArrayList<>();
            for (Instance instance : List.of(one, other, one, other)) {
                steps.add(threads.submit(() -> {
                    instance.follow(UK);
                    return null;
                }));
            }
            for (Future<?> step : steps) {
                step.get();
            }
        }
        assertThat(ids).allSatisfy(id -> assertThat(status(id)).isEqualTo(Status.RUNNING));
        // Each is registered, asked for its credit and started.
        assertThat(one.events()).isEqualTo(3L * ids.size());
        assertThat(regions.number("SELECT balance FROM clearing")).isEqualTo(AMOUNT * ids.size());
    }

    @Test
    void two_that_learn_the_same_at_the_same_time_decide_once() throws Exception {
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> regions.send()).toList();
        try (Instance other = regions.instance();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // The lock goes with the connection of whoever is killed, and what he was about to append is appended.
            List<Future<?>> steps = new ArrayList<>();
            for (Instance instance : List.of(one, other)) {
                steps.add(threads.submit(() -> {
                    instance.learnWithoutLock(UK);
                    return null;
                }));
            }
            for (Future<?> step : steps) {
                step.get();
            }
        }
        assertThat(one.events()).isEqualTo(3L * ids.size());
    }

    @Test
    void a_row_that_disagrees_raises_the_alert() throws Exception {
        String id = regions.sendWithoutRow();
        one.follow(UK);
        assertThat(one.transaction(id).alerts()).singleElement().satisfies(alert -> assertThat(alert.failure())
                .isEqualTo(FailureKind.ROW_DISAGREES));
        assertThat(status(id)).isEqualTo(Status.HALTED);
    }

    @Test
    void for_the_ordinary_course_of_transfers_nobody_hurries_and_for_a_failure_the_alarm_does() throws Exception {
        String id = regions.send();
        one.follow(UK);
        regions.receive(id);
        one.follow(AU);
        assertThat(one.wanted()).isZero();
        regions.sendWithoutRow();
        one.follow(UK);
        assertThat(one.wanted()).isEqualTo(1);
    }

    @Test
    void what_cannot_be_taken_in_is_parked_and_holds_up_nobody_else_and_is_taken_in_later() throws Exception {
        String early = regions.send();
        regions.receive(early);
        String other = regions.send();
        one.follow(AU);
        assertThat(one.parked(AU)).isEqualTo(1);
        assertThat(regions.number("SELECT position FROM followed WHERE region = 'au'"))
                .isEqualTo(1);

        one.follow(UK);
        regions.receive(other);
        one.follow(AU);
        assertThat(one.transaction(other)
                        .participant("au.participation")
                        .orElseThrow()
                        .completed())
                .isNotNull();

        one.wait(Duration.ofSeconds(5));
        one.follow(AU);
        assertThat(one.transaction(early).inTransit()).isFalse();
        assertThat(one.parked(AU)).isZero();
        assertThat(regions.number("SELECT count(*) FROM parked_fact")).isZero();
    }

    @Test
    void nothing_overtakes_what_is_parked_in_its_transaction_for_the_halt_says_that_nothing_came_before_it()
            throws Exception {
        String id = regions.send();
        one.follow(UK);
        UUID unreadable = regions.appendUnreadable(AU, id);
        one.follow(AU);
        one.beLate(id);
        regions.halt(AU, id, alertId(id));
        one.follow(AU);
        assertThat(one.parked(AU)).isEqualTo(2);
        assertThat(status(id)).isEqualTo(Status.HALTED);

        regions.makeReadable(AU, unreadable, id);
        for (int i = 0; i < 2; i++) {
            one.wait(Duration.ofMinutes(1));
            one.follow(AU);
        }
        assertThat(one.parked(AU)).isZero();
        assertThat(status(id)).isEqualTo(Status.RUNNING);
        assertThat(one.transaction(id).inTransit()).isFalse();
        stepsAreEven(0);
    }

    @Test
    void what_is_parked_is_seen_in_health_and_as_a_number_until_it_is_taken_in() {
        LaterClock clock = new LaterClock();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (FollowedRegions followed = FollowedRegions.follow(
                TwoRegions.regions(),
                regions.server(),
                one.supervision(),
                new TransferFacts(Duration.ofSeconds(30)),
                clock,
                meters)) {
            followed.metrics(clock).bindTo(meters);
            ParkedFactsHealth health = new ParkedFactsHealth(followed.parked());
            String id = TwoRegions.newTransfer();
            regions.receive(id);
            await().atMost(SOON).until(() -> parked(meters) == 1);
            assertThat(health.health().getStatus().getCode()).isEqualTo("DOWN");
            assertThat(health.health().getDetails()).containsEntry("au", 1L).containsEntry("uk", 0L);

            regions.send(id);
            await().atMost(SOON).until(() -> one.transaction(id).known());
            clock.later(Duration.ofMinutes(1));
            await().atMost(SOON).until(() -> parked(meters) == 0);
            assertThat(health.health().getStatus().getCode()).isEqualTo("UP");
            assertThat(one.transaction(id).inTransit()).isFalse();
        }
    }

    private static double parked(SimpleMeterRegistry meters) {
        return meters.get("flare.parked.facts").tag("region", "au").gauge().value();
    }

    @Test
    void a_transfer_that_was_just_sent_is_found_before_it_is_learned() {
        String id = regions.send();
        SentTransfers sent = new SentTransfers(one.logs(), new TransferFacts(Duration.ofSeconds(30)));
        Transaction begun = sent.find(id).orElseThrow();
        assertThat(one.transaction(id).known()).isFalse();
        assertThat(begun.status()).isEqualTo(Status.RUNNING);
        assertThat(begun.inTransit()).isTrue();
        assertThat(begun.correlationId()).isEqualTo("c-1");
        assertThat(begun.matrix()).hasSize(2);

        regions.postByHand(UK, 1);
        assertThat(sent.find("uk-" + "0".repeat(32))).isEmpty();
        assertThat(sent.find("us-" + id.substring(3))).isEmpty();
        assertThat(sent.find("order-1")).isEmpty();
    }

    @Test
    void whoever_asks_while_the_region_is_away_is_told_so() {
        String id = regions.send();
        SentTransfers sent = new SentTransfers(one.logs(), new TransferFacts(Duration.ofSeconds(30)));
        one.close();
        assertThatThrownBy(() -> sent.find(id))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("does not answer");
    }
}
