package dev.flare.saga.transaction;

import static dev.flare.saga.transaction.Facts.one;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.saga.transaction.OperatorDecision.Act;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Every sequence of what may happen to a transaction of three, beside a {@link PlainModel} of it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EveryOrderOfReportsTest {

    /** Something that may happen, said to the decisions and said to the model. */
    private record Happening(
            String words, Duration passes, Function<Case, Verdict> decide, Function<PlainModel, String> expect) {

        boolean isReport() {
            return Character.isLowerCase(words.charAt(0));
        }
    }

    private static final Duration LATE = Facts.DEADLINE.plusNanos(1_000);

    private static List<Happening> reports() {
        List<Happening> reports = new ArrayList<>();
        for (String who : List.of("a", "b", "c")) {
            for (ReportedState state : ReportedState.values()) {
                reports.add(new Happening(
                        who + " " + state,
                        Duration.ZERO,
                        new ReportDecision(who, state, null)::decide,
                        model -> model.report(who, state.name())));
            }
        }
        return reports;
    }

    private static List<Happening> everything() {
        List<Happening> all = new ArrayList<>(reports());
        for (Act act : Act.values()) {
            all.add(new Happening(
                    act.name(),
                    Duration.ZERO,
                    given -> OperatorDecision.decide(given, act, "an operator's"),
                    model -> model.operator(act.name())));
        }
        all.add(new Happening("LATE", LATE, DeadlineDecision::decide, PlainModel::timePasses));
        return all;
    }

    @Test
    void every_sequence_of_six_reports_ends_as_the_model_says() {
        for (OnFailure onFailure : OnFailure.values()) {
            assertThat(explore(onFailure, reports(), 6)).isGreaterThan(10_000);
        }
    }

    @Test
    void so_does_every_sequence_of_five_in_which_operators_act_and_time_passes_too() {
        for (OnFailure onFailure : OnFailure.values()) {
            assertThat(explore(onFailure, everything(), 5)).isGreaterThan(10_000);
        }
    }

    private static long explore(OnFailure onFailure, List<Happening> happenings, int length) {
        Transaction registered =
                Story.registered(onFailure, one("a"), one("b", "a"), one("c")).transaction();
        Explorer explorer = new Explorer(happenings);
        explorer.explore(
                Laws.of(registered), new PlainModel(onFailure == OnFailure.COMPENSATE), Story.START, "", length);
        return explorer.steps;
    }

    private static final class Explorer {

        private static final TypeRules RULES = TypeRules.usual(Facts.TYPE);

        private final List<Happening> happenings;
        private long steps;

        Explorer(List<Happening> happenings) {
            this.happenings = happenings;
        }

        void explore(Laws laws, PlainModel model, Instant before, String path, int left) {
            if (left == 0) {
                return;
            }
            for (Happening one : happenings) {
                steps++;
                String words = path + " / " + one.words();
                Instant now = before.plus(one.passes());
                PlainModel expected = model.copy();
                String answer = one.expect().apply(expected);
                Verdict verdict = one.decide().apply(new Case(laws.transaction(), RULES, now));
                Laws next = next(laws, verdict, now, words);
                same(answer, code(verdict), "answer", words);
                compare(expected, next.transaction(), words);
                // Where nothing happened, what can follow is what can follow without it.
                if (!verdict.events().isEmpty()) {
                    repeat(one, next.transaction(), verdict, now, words);
                    explore(next, expected, now, words, left - 1);
                }
            }
        }

        private static Laws next(Laws laws, Verdict verdict, Instant now, String words) {
            try {
                return laws.then(verdict, now, "");
            } catch (AssertionError broken) {
                throw new AssertionError("after" + words + ": " + broken.getMessage(), broken);
            }
        }

        private static void compare(PlainModel expected, Transaction actual, String words) {
            same(expected.status(), actual.status().name(), "status", words);
            same(expected.matrix(), actual.matrix(), "matrix", words);
            same(expected.alerts(), actual.alerts().size(), "alerts", words);
            boolean open = actual.lastAlert()
                    .filter(alert -> alert.status() == AlertStatus.OPEN)
                    .isPresent();
            same(expected.alertIsOpen(), open, "whether the alert is open", words);
            String next = actual.nextToCompensate().map(Participant::name).orElse("nobody");
            same(expected.nextToBeUndone(), next, "who is undone next", words);
        }

        /**
         * Said again at once, a report changes nothing: accepted before, it is accepted; refused before, it is refused. Only who
         * says COMPENSATED when nobody had asked is refused once and, if that began the compensation, taken at his word then.
         */
        private static void repeat(Happening one, Transaction after, Verdict first, Instant now, String words) {
            boolean wasRefused = first.refusal() != null;
            boolean isAskedNow = one.words().endsWith("COMPENSATED") && after.status() == Status.COMPENSATING;
            if (one.isReport() && !(wasRefused && isAskedNow)) {
                Verdict again = one.decide().apply(new Case(after, RULES, now));
                same(List.of(), again.events(), "events of a repeat", words);
                same(wasRefused, again.refusal() != null, "whether a repeat is refused", words);
                same(!wasRefused, again.earlier() != null, "whether a repeat names the first", words);
            }
        }

        private static String code(Verdict verdict) {
            return verdict.refusal() == null ? "OK" : verdict.refusal().code().name();
        }

        private static void same(Object expected, Object actual, String what, String words) {
            if (!expected.equals(actual)) {
                throw new AssertionError("after" + words + ": " + what + " is " + actual + " and not " + expected);
            }
        }
    }
}
