package dev.flare.saga.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TakenTest {

    private final Taken taken = new Taken(10);

    @Test
    void what_is_done_is_told_up_to_the_first_that_is_not() {
        for (long offset : new long[] {10, 11, 15, 16}) {
            taken.began(offset);
        }
        assertThat(taken.newlyDone()).isEmpty();
        taken.done(15);
        taken.done(11);
        assertThat(taken.newlyDone()).isEmpty();
        taken.done(10);
        assertThat(taken.newlyDone()).hasValue(16);
        assertThat(taken.newlyDone()).isEmpty();
        taken.done(16);
        assertThat(taken.newlyDone()).hasValue(17);
    }

    @Test
    void what_could_not_be_committed_is_told_again() {
        taken.began(10);
        taken.done(10);
        assertThat(taken.newlyDone()).hasValue(11);
        taken.notCommitted();
        assertThat(taken.newlyDone()).hasValue(11);
    }
}
