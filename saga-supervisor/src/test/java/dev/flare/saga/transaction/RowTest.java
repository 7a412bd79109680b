package dev.flare.saga.transaction;

import static dev.flare.messages.supervision.FailureKind.PARTICIPANT_UNREACHABLE;
import static dev.flare.messages.supervision.FailureKind.REPORTED_FAILURE;
import static dev.flare.messages.supervision.FailureKind.ROW_DISAGREES;
import static dev.flare.saga.transaction.Facts.DEADLINE;
import static dev.flare.saga.transaction.Facts.OUR_WORDS;
import static dev.flare.saga.transaction.Facts.agreed;
import static dev.flare.saga.transaction.Facts.alert;
import static dev.flare.saga.transaction.Facts.allCompleted;
import static dev.flare.saga.transaction.Facts.completed;
import static dev.flare.saga.transaction.Facts.failed;
import static dev.flare.saga.transaction.Facts.halt;
import static dev.flare.saga.transaction.Facts.one;
import static dev.flare.saga.transaction.Facts.readable;
import static dev.flare.saga.transaction.Facts.resumed;
import static dev.flare.saga.transaction.Facts.started;
import static dev.flare.saga.transaction.Facts.undoing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.supervision.OnFailure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What participants' own rows say, beside what they reported. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RowTest {

    private static final Row DONE = new Row(true, true, false, false);

    private static Story completedByA() {
        return Story.registered(OnFailure.HOLD, readable("a"), one("c")).given(started("a"), completed("a"));
    }

    private static Story allDone() {
        return completedByA().given(started("c"), completed("c"), allCompleted());
    }

    private static List<Row> others() {
        List<Row> rows = new ArrayList<>();
        for (int bits = 0; bits < 16; bits++) {
            Row row = new Row((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
            if (!row.equals(DONE)) {
                rows.add(row);
            }
        }
        return rows;
    }

    @Test
    void a_row_that_agrees_is_read_once() {
        for (Story story : List.of(completedByA(), allDone())) {
            Story after = story.whenRowIsRead("a", DONE).then(agreed("a"));
            assertThat(after.transaction().needsRow(after.participant("a"))).isFalse();
            after.whenRowIsRead("a", Row.NONE).thenNothing();
        }
    }

    @Test
    void every_other_row_disagrees_with_a_completion_and_halts_what_runs() {
        for (Row row : others()) {
            completedByA()
                    .whenRowIsRead("a", row)
                    .then(alert(ROW_DISAGREES, "a", "a 1100", "c 0000"), halt())
                    .thenStatus(Status.HALTED);
        }
    }

    @Test
    void it_raises_an_alert_also_when_all_had_completed_and_halts_nothing_then() {
        for (Row row : others()) {
            Story after = allDone()
                    .whenRowIsRead("a", row)
                    .then(alert(1, ROW_DISAGREES, "a", OUR_WORDS, false, "a 1100", "c 1100"))
                    .thenStatus(Status.COMPLETED);
            assertThat(after.transaction().needsRow(after.participant("a"))).isFalse();
            after.whenRowIsRead("a", row).thenNothing();
        }
    }

    @Test
    void it_begins_compensation_where_that_is_the_policy() {
        Story after = Story.registered(OnFailure.COMPENSATE, readable("a"), one("c"))
                .given(started("a"), completed("a"))
                .whenRowIsRead("a", Row.NONE)
                .then(alert(ROW_DISAGREES, "a", "a 1100", "c 0000"), halt(), undoing());
        assertThat(after.next()).isEqualTo("a");
    }

    @Test
    void before_a_completion_the_row_is_not_asked_for() {
        Story story = Story.registered(OnFailure.HOLD, readable("a")).given(started("a"));
        assertThat(story.transaction().needsRow(story.participant("a"))).isFalse();
        story.whenRowIsRead("a", Row.NONE).thenNothing();
        story.after(DEADLINE.multipliedBy(2)).whenRowIsUnreachable("a").thenNothing();
    }

    @Test
    void a_participant_without_a_place_to_ask_is_not_asked() {
        allDone().whenRowIsRead("c", Row.NONE).thenNothing();
        allDone().after(DEADLINE.multipliedBy(2)).whenRowIsUnreachable("c").thenNothing();
        allDone().whenRowIsRead("nobody", Row.NONE).thenNothing();
    }

    @Test
    void after_the_halt_and_after_an_end_without_completion_nobody_is_asked() {
        Story halted = completedByA().given(failed("c", "no"), alert(REPORTED_FAILURE, "c"), halt());
        for (Story story : List.of(
                halted,
                halted.given(Facts.abandoned()),
                halted.given(undoing(), Facts.compensated("a"), Facts.allUndone()))) {
            story.whenRowIsRead("a", Row.NONE).thenNothing();
            story.after(DEADLINE.multipliedBy(2)).whenRowIsUnreachable("a").thenNothing();
        }
    }

    @Test
    void after_a_resume_a_row_that_disagreed_is_read_again_and_may_agree_by_then() {
        Story again = completedByA().given(alert(ROW_DISAGREES, "a"), halt(), resumed());
        again.whenRowIsRead("a", DONE).then(agreed("a")).thenStatus(Status.RUNNING);
        again.whenRowIsRead("a", Row.NONE)
                .then(alert(2, ROW_DISAGREES, "a", OUR_WORDS, true, "a 1100", "c 0000"), halt(2));
    }

    @Test
    void after_a_resume_a_row_has_the_whole_deadline_again() {
        Story again = completedByA()
                .after(DEADLINE.multipliedBy(2))
                .given(alert(PARTICIPANT_UNREACHABLE, "a"), halt(), resumed());
        again.after(DEADLINE).whenRowIsUnreachable("a").thenNothing();
        again.after(DEADLINE.plusNanos(1_000))
                .whenRowIsUnreachable("a")
                .then(alert(2, PARTICIPANT_UNREACHABLE, "a", OUR_WORDS, true, "a 1100", "c 0000"), halt(2));
    }

    @Test
    void a_row_that_agreed_before_a_resume_is_not_read_again() {
        Story again =
                completedByA().given(agreed("a"), failed("c", "no"), alert(REPORTED_FAILURE, "c"), halt(), resumed());
        again.whenRowIsRead("a", Row.NONE).thenNothing();
    }

    @Test
    void a_row_may_be_out_of_reach_as_long_as_the_deadline_of_its_participant() {
        for (Story story : List.of(completedByA(), allDone())) {
            assertThat(story.transaction().rowUntil(story.participant("a"))).isEqualTo(Story.START.plus(DEADLINE));
            story.whenRowIsUnreachable("a").thenNothing();
            story.after(DEADLINE).whenRowIsUnreachable("a").thenNothing();
        }
    }

    @Test
    void one_microsecond_later_it_is_a_failure() {
        completedByA()
                .after(DEADLINE.plusNanos(1_000))
                .whenRowIsUnreachable("a")
                .then(alert(PARTICIPANT_UNREACHABLE, "a", "a 1100", "c 0000"), halt())
                .thenStatus(Status.HALTED);
        allDone()
                .after(DEADLINE.plusNanos(1_000))
                .whenRowIsUnreachable("a")
                .then(alert(1, PARTICIPANT_UNREACHABLE, "a", OUR_WORDS, false, "a 1100", "c 1100"))
                .thenStatus(Status.COMPLETED)
                .whenRowIsUnreachable("a")
                .thenNothing();
    }
}
