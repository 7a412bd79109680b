package dev.flare.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.flare.eventstore.LyingLog.Lie;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The test of the test: a store with one lie is found out, and by the part of the contract that is there for it. */
class LyingStoresBreakTheContractTest {

    private static final int HISTORIES = 25;

    private static DcbContract contract(Lie lie) {
        return new DcbContract() {
            @Override
            Processes newLog() {
                return new LyingLog(lie);
            }
        };
    }

    private static void decides(Lie lie) {
        DcbContract contract = contract(lie);
        for (int i = 0; i < HISTORIES; i++) {
            contract.one_process_decides_as_the_model_does(contract.histories().sample());
        }
    }

    private static List<ThrowingCallable> wholeContract(Lie lie) {
        DcbContract contract = contract(lie);
        return List.of(
                () -> decides(lie),
                contract::an_append_meets_its_neighbours_that_are_not_committed_yet,
                contract::writers_of_two_processes_decide_on_all_that_stands_before,
                contract::a_reader_never_sees_a_part_of_an_append);
    }

    /** Which parts of the contract a lie breaks. */
    private static List<Integer> broken(Lie lie) {
        List<Integer> broken = new ArrayList<>();
        List<ThrowingCallable> parts = wholeContract(lie);
        for (int i = 0; i < parts.size(); i++) {
            if (catchThrowable(parts.get(i)) != null) {
                broken.add(i);
            }
        }
        return broken;
    }

    @Example
    void an_honest_one_keeps_it() {
        assertThat(broken(Lie.NONE)).isEmpty();
    }

    @Example
    void one_that_ignores_types_breaks_it() {
        assertThat(broken(Lie.IGNORES_TYPES)).contains(0);
    }

    @Example
    void one_whose_marker_is_off_by_one_breaks_it() {
        assertThat(broken(Lie.MARKER_OFF_BY_ONE)).contains(0);
    }

    @Example
    void one_that_shows_a_prefix_breaks_it() {
        assertThat(broken(Lie.SHOWS_A_PREFIX)).contains(3);
    }

    @Example
    void one_that_ignores_neighbours_not_committed_yet_breaks_it() {
        assertThat(broken(Lie.IGNORES_NEIGHBOURS_NOT_COMMITTED)).contains(1);
    }

    @Example
    void one_that_leaves_a_gap_breaks_it() {
        assertThat(broken(Lie.LEAVES_A_GAP)).contains(0, 2);
    }

    @Example
    void one_that_omits_an_event_when_it_is_asked_breaks_it() {
        assertThat(broken(Lie.SOURCING_OMITS_THE_LATEST)).contains(0);
    }

    @Example
    void one_that_ignores_unique_tags_breaks_it() {
        assertThat(broken(Lie.IGNORES_UNIQUE_TAGS)).contains(0);
    }
}
