package dev.flare.conformance;

import static dev.flare.conformance.DoubleParticipant.Defect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A right participant is found right, and each wrong one wrong where it is wrong. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConformanceRunTest {

    private static final Patience SOON =
            new Patience(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(5));

    private static final Map<Defect, String> FOUND_BY = new EnumMap<>(Map.ofEntries(
            Map.entry(Defect.WORK_IS_NOT_SEEN_IN_THE_ROW, Cases.WORK),
            Map.entry(Defect.DUPLICATE_WORK_IS_DONE_AGAIN, Cases.DUPLICATE_WORK),
            Map.entry(Defect.DUPLICATE_WORK_IS_AN_ERROR, Cases.DUPLICATE_WORK),
            Map.entry(Defect.WORK_AT_ONCE_IS_DONE_SEVERAL_TIMES, Cases.WORK_AT_ONCE),
            Map.entry(Defect.COMPENSATION_LEAVES_THE_WORK, Cases.COMPENSATION),
            Map.entry(Defect.COMPENSATION_IS_NOT_SEEN_IN_THE_ROW, Cases.COMPENSATION),
            Map.entry(Defect.REPEATED_COMPENSATION_UNDOES_AGAIN, Cases.REPEATED_COMPENSATION),
            Map.entry(Defect.REPEATED_COMPENSATION_IS_REFUSED, Cases.REPEATED_COMPENSATION),
            Map.entry(Defect.COMPENSATION_AT_ONCE_UNDOES_SEVERAL_TIMES, Cases.COMPENSATION_AT_ONCE),
            Map.entry(Defect.LATE_WORK_IS_DONE, Cases.LATE_WORK),
            Map.entry(Defect.LATE_WORK_IS_SAID_TO_BE_DONE, Cases.LATE_WORK),
            Map.entry(Defect.NULL_COMPENSATION_IS_REFUSED, Cases.NULL_COMPENSATION),
            Map.entry(Defect.NULL_COMPENSATION_IS_FORGOTTEN, Cases.NULL_COMPENSATION),
            Map.entry(Defect.NULL_COMPENSATION_UNDOES_WHAT_WAS_NOT_DONE, Cases.NULL_COMPENSATION),
            Map.entry(Defect.WORK_AND_COMPENSATION_DO_NOT_SEE_EACH_OTHER, Cases.WORK_AND_COMPENSATION),
            Map.entry(Defect.UNKNOWN_IS_CLAIMED, Cases.UNKNOWN_TRANSACTION),
            Map.entry(Defect.UNKNOWN_IS_AN_ERROR, Cases.UNKNOWN_TRANSACTION),
            Map.entry(Defect.MALFORMED_WORK_IS_AN_ERROR, Cases.MALFORMED_WORK),
            Map.entry(Defect.MALFORMED_WORK_IS_DONE, Cases.MALFORMED_WORK),
            Map.entry(Defect.MALFORMED_COMPENSATION_IS_ACCEPTED, Cases.MALFORMED_COMPENSATION),
            Map.entry(Defect.MALFORMED_COMPENSATION_CHANGES_THE_ROW, Cases.MALFORMED_COMPENSATION),
            Map.entry(Defect.THE_ROW_IS_NO_JSON, Cases.WORK),
            Map.entry(Defect.THE_FLAGS_ARE_WORDS, Cases.WORK)));

    private static Result run(DoubleParticipant participant) {
        return run(participant, Cases.all());
    }

    private static Result run(DoubleParticipant participant, List<Cases.Case> cases) {
        return new ConformanceRun(Endpoints.at(participant.url()), null, cases, SOON, new Random(1)).run(one -> {});
    }

    @Test
    void a_right_participant_is_right_in_every_case() throws IOException {
        try (DoubleParticipant right = new DoubleParticipant(Defect.NONE, true)) {
            Result result = run(right);
            assertThat(result.cases()).allMatch(CaseResult::isRight).hasSize(12);
            assertThat(result.isRight()).isTrue();
            assertThat(result.showsEffects()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_wrong_participant_is_wrong_in_the_case_that_is_about_it(Defect defect) throws IOException {
        List<Cases.Case> about = Cases.all().stream()
                .filter(one -> one.name().equals(FOUND_BY.get(defect)))
                .toList();
        try (DoubleParticipant right = new DoubleParticipant(Defect.NONE, true);
                DoubleParticipant wrong = new DoubleParticipant(defect, true)) {
            assertThat(run(right, about).isRight()).isTrue();
            assertThat(run(wrong, about).isRight()).isFalse();
        }
    }

    @Test
    void every_defect_is_named_and_every_case_finds_one() {
        assertThat(FOUND_BY.keySet()).isEqualTo(EnumSet.complementOf(EnumSet.of(Defect.NONE)));
        assertThat(FOUND_BY.values())
                .containsAll(Cases.all().stream().map(Cases.Case::name).toList());
    }

    @Test
    void a_participant_that_shows_no_effects_is_right_and_the_report_says_what_was_not_looked_for() throws IOException {
        try (DoubleParticipant silent = new DoubleParticipant(Defect.NONE, false)) {
            Result result = run(silent);
            assertThat(result.cases()).allMatch(CaseResult::isRight);
            StringWriter text = new StringWriter();
            new ResultText(new PrintWriter(text), false).end(result);
            assertThat(text.toString()).contains("shows no \"effects\"", "all 12 cases are right");
        }
    }

    @Test
    void somebody_who_is_not_there_is_not_judged() throws IOException {
        DoubleParticipant gone = new DoubleParticipant(Defect.NONE, true);
        gone.close();
        assertThatThrownBy(() -> run(gone))
                .isInstanceOf(NotReachable.class)
                .hasMessageContaining(gone.url() + " does not answer");
    }

    @Test
    void the_reports_tell_what_was_sent_expected_and_came() {
        Result result = new Result(
                "http://localhost:1",
                List.of(
                        new CaseResult("a", "it holds", List.of(new Step("POST a", "2xx", "200", true))),
                        new CaseResult("b", "it does not", List.of(new Step("POST b", "2xx", "500 \"x\"", false)))));
        StringWriter text = new StringWriter();
        ResultText report = new ResultText(new PrintWriter(text), false);
        result.cases().forEach(report::heard);
        report.end(result);
        assertThat(text.toString())
                .contains("right  a ", "WRONG  b ", "x POST b", "expected  2xx", "came      500 \"x\"")
                .contains("1 of 2 cases are WRONG")
                .doesNotContain("POST a");
        JsonNode json = JsonMapper.shared().readTree(ResultJson.of(result));
        assertThat(json.path("right").booleanValue()).isFalse();
        assertThat(json.path("cases").get(1).path("steps").get(0).path("came").stringValue())
                .isEqualTo("500 \"x\"");
    }

    @Test
    void a_path_of_the_status_needs_a_place_for_the_id() {
        assertThatThrownBy(() -> new Endpoints(URI.create("http://x"), "/w", "/c", "/s"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
