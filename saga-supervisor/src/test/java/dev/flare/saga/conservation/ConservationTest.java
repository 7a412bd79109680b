package dev.flare.saga.conservation;

import static dev.flare.saga.following.TwoRegions.AMOUNT;
import static dev.flare.saga.following.TwoRegions.AU;
import static dev.flare.saga.following.TwoRegions.UK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.supervision.FailureKind;
import dev.flare.saga.following.Instance;
import dev.flare.saga.following.TwoRegions;
import dev.flare.saga.transaction.ConservationDecision;
import dev.flare.saga.transaction.Status;
import dev.flare.saga.transaction.Transaction;
import java.math.BigDecimal;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The regions' books beside the supervisor's states, on real databases. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConservationTest {

    private static final String ID = ConservationDecision.transactionId("GBP");

    private final TwoRegions regions = new TwoRegions();
    private final Instance supervisor = regions.instance();
    private final Conservation conservation = conservation(supervisor);

    private static Conservation conservation(Instance instance) {
        return new Conservation(instance.log(), instance.logs(), instance.supervision(), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        supervisor.close();
        regions.close();
    }

    private Transaction alarm() {
        return supervisor.transaction(ID);
    }

    private static void look(int times, Instance instance, Conservation... monitors) throws Exception {
        for (int i = 0; i < times; i++) {
            for (Conservation monitor : monitors) {
                monitor.check();
                instance.list();
            }
        }
    }

    @Test
    void a_transfer_on_its_way_is_no_difference_wherever_it_is() throws Exception {
        supervisor.followAll();
        String id = regions.send();
        for (int i = 0; i < 3; i++) {
            supervisor.followAll();
            look(4, supervisor, conservation);
            assertThat(conservation.state().differences()).isEmpty();
            assertThat(conservation.state().failure()).isNull();
            assertThat(conservation.state().checked()).isNotNull();
            if (i == 0) {
                regions.receive(id);
            } else {
                regions.settle(id);
            }
        }
        assertThat(alarm().known()).isFalse();
    }

    @Test
    void what_a_killed_one_has_learned_and_not_counted_raises_no_alarm_however_long_that_lasts() throws Exception {
        regions.happenElse(UK);
        supervisor.followAll();
        regions.send();
        supervisor.followAndBeKilled(UK);
        supervisor.list();
        look(8, supervisor, conservation);
        assertThat(conservation.state().differences()).containsEntry("GBP", BigDecimal.valueOf(-AMOUNT));
        assertThat(alarm().known()).isFalse();

        supervisor.followAll();
        look(4, supervisor, conservation);
        assertThat(conservation.state().differences()).isEmpty();
        assertThat(alarm().known()).isFalse();
    }

    @Test
    void a_posting_by_hand_raises_one_alarm_with_two_monitors_and_the_next_one_after_a_resume() throws Exception {
        regions.send();
        regions.postByHand(AU, 7);
        supervisor.followAll();
        try (Instance other = regions.instance()) {
            Conservation second = conservation(other);
            look(6, supervisor, conservation, second);
            assertThat(alarm().status()).isEqualTo(Status.HALTED);
            assertThat(alarm().alerts()).singleElement().satisfies(alert -> {
                assertThat(alert.failure()).isEqualTo(FailureKind.NOT_CONSERVED);
                assertThat(alert.reason())
                        .contains("GBP: clearing accounts hold 107, transfers in transit are 100")
                        .contains("uk=1")
                        .contains("au=1");
            });

            regions.postByHand(AU, -7);
            supervisor.followAll();
            supervisor.resume(ID);
            supervisor.list();
            look(4, supervisor, conservation, second);
            assertThat(alarm().alerts()).hasSize(1);
            assertThat(conservation.state().differences()).isEmpty();

            regions.postByHand(UK, -1);
            supervisor.followAll();
            look(4, supervisor, conservation, second);
            assertThat(alarm().alerts()).hasSize(2);
        }
    }

    @Test
    void a_sum_that_cannot_be_had_is_told_and_is_no_alarm() throws Exception {
        supervisor.followAll();
        regions.send();
        supervisor.follow(UK);
        conservation.check();
        assertThat(conservation.state().failure()).contains("did not catch up");
        assertThat(new ConservationHealth(conservation, Clock.systemUTC())
                        .health()
                        .getDetails())
                .containsKey("failure");
    }
}
