package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class GatheringTest {

    private static final long LONG_WRITE = TimeUnit.SECONDS.toNanos(1);

    private final Sequencer sequencer = new Sequencer(TestLog.settings(), 0);

    @Test
    void a_batch_waits_for_as_many_as_were_under_way_but_not_for_ever() {
        Gathering gathering = new Gathering(1_000);
        gathering.committed(3, LONG_WRITE);
        assertThat(gathering.isComplete(2)).isFalse();
        assertThat(gathering.isComplete(3)).isTrue();
        assertThat(Duration.ofNanos(gathering.nanos())).isEqualTo(Duration.ofMillis(1));
        gathering.committed(3, 900);
        assertThat(gathering.nanos()).as("a third of what a short one took").isEqualTo(300);
    }

    @Test
    void neither_for_more_than_it_can_carry_nor_for_so_many_that_the_price_of_a_commit_is_nothing() {
        Gathering small = new Gathering(20);
        small.committed(50, LONG_WRITE);
        assertThat(small.isComplete(20)).isTrue();
        Gathering large = new Gathering(2_000);
        large.committed(1_000, LONG_WRITE);
        assertThat(large.isComplete(128)).isTrue();
    }

    @Test
    void a_caller_who_is_alone_is_not_waited_with() {
        commit(1);
        assertThat(sequencer.expectsSeveral()).isFalse();
        commit(2);
        assertThat(sequencer.expectsSeveral()).isTrue();
        commit(1);
        assertThat(sequencer.expectsSeveral()).as("those who did not come back").isFalse();
    }

    @Test
    void those_who_do_not_come_back_hold_up_nobody() throws Exception {
        commit(2);
        submit();
        assertThat(sequencer.awaitWork()).isTrue();
        assertThat(sequencer.takeWork().batch()).hasSize(1);
    }

    @Test
    void whoever_asks_for_a_confirmation_and_the_end_wait_for_nobody() throws Exception {
        commit(2);
        sequencer.confirm();
        assertThat(sequencer.awaitWork()).isTrue();
        assertThat(sequencer.takeWork().confirmations()).hasSize(1);
    }

    private void submit() {
        PendingAppend append = new PendingAppend(Append.of(List.of(event("A"))), List.of(), false);
        assertThat(sequencer.submit(append, true)).isEqualTo(Sequencer.Submission.DECIDED);
    }

    private void commit(int appends) {
        for (int i = 0; i < appends; i++) {
            submit();
        }
        List<PendingAppend> batch = sequencer.takeWork().batch();
        assertThat(batch).hasSize(appends);
        sequencer.committed(batch, Instant.EPOCH, LONG_WRITE).run();
    }
}
