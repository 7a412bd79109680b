package dev.flare.saga.transaction;

import static dev.flare.saga.transaction.Facts.TX;
import static dev.flare.saga.transaction.Facts.TYPE;
import static dev.flare.saga.transaction.Facts.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.IntakeStopped;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.TransactionRegistered;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What is taken under supervision, and what is sent back with the participant and the field that are wrong. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RegistrationTest {

    private static final TransactionRegistered WANTED =
            new TransactionRegistered(TX, TYPE, OnFailure.COMPENSATE, List.of(one("a"), one("b", "a")));

    private static void refused(int index, String field, EnlistedParticipant... participants) {
        assertThatThrownBy(() -> RegistrationDecision.check(List.of(participants)))
                .isInstanceOfSatisfying(RefusedException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_FIELD);
                    assertThat(refusal.index()).isEqualTo(index);
                    assertThat(refusal.field()).isEqualTo("participants[" + index + "]." + field);
                });
    }

    private static void taken(EnlistedParticipant... participants) {
        assertThatCode(() -> RegistrationDecision.check(List.of(participants))).doesNotThrowAnyException();
    }

    @Test
    void a_registered_transaction_runs_and_nobody_has_done_anything() {
        Story story = Story.nothing()
                .when(given -> RegistrationDecision.decide(given, WANTED))
                .then(WANTED)
                .thenStatus(Status.RUNNING)
                .thenMatrix("a 0000", "b 0000");
        assertThat(story.transaction().type()).isEqualTo(TYPE);
        assertThat(story.transaction().onFailure()).isEqualTo(OnFailure.COMPENSATE);
        assertThat(story.transaction().correlationId()).isEqualTo("correlation");
        assertThat(story.transaction().registered()).isEqualTo(new Noted(1, Story.START));
        assertThat(story.transaction().lastAlert()).isEmpty();
    }

    @Test
    void an_id_is_taken_once() {
        Story.registered(OnFailure.HOLD, one("a"))
                .when(given -> RegistrationDecision.decide(given, WANTED))
                .thenRefused(RefusalCode.ALREADY_EXISTS);
    }

    @Test
    void that_it_is_there_is_said_before_that_no_more_are_taken() {
        Story.registered(OnFailure.HOLD, one("a"))
                .given(new IntakeStopped(TYPE, "alert-7"))
                .when(given -> RegistrationDecision.decide(given, WANTED))
                .thenRefused(RefusalCode.ALREADY_EXISTS);
    }

    @Test
    void every_participant_is_there_once() {
        refused(2, "name", one("a"), one("b"), one("a"));
        refused(1, "name", one("a"), one("a", "a"));
    }

    @Test
    void a_participant_comes_after_others_that_are_there() {
        refused(1, "after", one("a"), one("b", "a", "c"));
        refused(0, "after", one("a", ""));
    }

    @Test
    void nobody_waits_for_himself() {
        refused(0, "after", one("a", "a"));
        refused(0, "after", one("a", "b"), one("b", "a"));
        refused(1, "after", one("a"), one("b", "a", "d"), one("c", "b"), one("d", "c"));
    }

    @Test
    void who_waits_for_a_cycle_is_not_the_one_to_blame() {
        refused(1, "after", one("x", "y"), one("y", "z"), one("z", "y"));
        refused(2, "after", one("w", "x"), one("x", "y"), one("y", "y"));
    }

    @Test
    void order_in_the_list_is_not_order_in_time() {
        taken(one("c", "b", "a"), one("b", "a"), one("a"));
        taken(one("a"), one("b", "a"), one("c", "a"), one("d", "b", "c"));
        taken(one("a"), one("b", "a", "a"));
    }

    @Test
    void a_thousand_participants_in_one_chain_are_taken_whichever_way_they_are_listed() {
        List<EnlistedParticipant> chain = IntStream.range(0, 1_000)
                .mapToObj(i -> i == 0 ? one("p0") : one("p" + i, "p" + (i - 1)))
                .collect(Collectors.toList());
        assertThatCode(() -> RegistrationDecision.check(chain)).doesNotThrowAnyException();
        Collections.reverse(chain);
        assertThatCode(() -> RegistrationDecision.check(chain)).doesNotThrowAnyException();
    }
}
