package dev.flare.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JsonBodyTest {

    private static JsonBody body(String json) {
        return JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(Runnable reading, String code, String field) {
        assertThatThrownBy(reading::run).isInstanceOfSatisfying(RefusedException.class, refusal -> {
            assertThat(refusal.code().name()).isEqualTo(code);
            assertThat(refusal.field()).isEqualTo(field);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "1", "null", "{\"a\":1}x", "{\"a\":1,\"a\":2}", "{'a':1}", "{\"a\":01}", "{a:1}"})
    void what_is_not_one_object_is_malformed(String json) {
        assertRefused(() -> body(json), "MALFORMED", null);
    }

    @Test
    void deep_nesting_and_bytes_that_are_not_utf8_are_malformed() {
        assertRefused(() -> body("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"), "MALFORMED", null);
        byte[] notUtf8 = {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'};
        assertRefused(() -> JsonBody.parse(notUtf8), "MALFORMED", null);
    }

    @ParameterizedTest
    @CsvSource({
        "0",
        "-1",
        "1.0",
        "1.5",
        "1e3",
        "9007199254740992",
        "9223372036854775808",
        "'\"12\"'",
        "true",
        "{}",
        "'[1]'"
    })
    void an_amount_is_a_positive_whole_number(String json) {
        assertRefused(() -> body("{\"amount\":" + json + "}").amount("amount"), "INVALID_FIELD", "amount");
    }

    @Test
    void the_largest_amount_is_one_that_every_client_can_hold() {
        assertThat(body("{\"amount\":9007199254740991}").amount("amount")).isEqualTo((1L << 53) - 1);
    }

    @Test
    void what_is_missing_is_named() {
        assertRefused(() -> body("{}").amount("amount"), "MISSING_FIELD", "amount");
        assertRefused(() -> body("{\"amount\":null}").amount("amount"), "MISSING_FIELD", "amount");
        assertRefused(() -> body("{}").text("owner", 10), "MISSING_FIELD", "owner");
    }

    @Test
    void a_field_that_nobody_asked_for_is_named() {
        JsonBody body = body("{\"amount\":1,\"amuont\":2}");
        body.amount("amount");
        assertRefused(body::nothingElse, "UNKNOWN_FIELD", "amuont");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "12345678901", "a\\u0000b", "a\\nb", "a\\ud800b"})
    void texts_are_short_and_plain(String text) {
        assertRefused(() -> body("{\"owner\":\"" + text + "\"}").text("owner", 10), "INVALID_FIELD", "owner");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "2026-01-31",
                "2026-02-30T00:00:00Z",
                "2026-01-31T12:00:00",
                "+10000-01-01T00:00:00Z"
            })
    void an_instant_has_an_offset_and_lies_in_calendars(String text) {
        assertRefused(
                () -> body("{\"effectiveAt\":\"" + text + "\"}").optionalInstant("effectiveAt"),
                "INVALID_FIELD",
                "effectiveAt");
    }

    @Test
    void an_instant_is_kept_to_the_microsecond() {
        assertThat(body("{\"effectiveAt\":\"2026-01-31T13:00:00.123456789+01:00\"}")
                        .optionalInstant("effectiveAt"))
                .isEqualTo(Instant.parse("2026-01-31T12:00:00.123456Z"));
    }

    @Test
    void a_value_of_the_domain_says_itself_what_is_wrong() {
        assertRefused(() -> body("{\"from\":\"nowhere\"}").value("from", AccountId::new), "INVALID_FIELD", "from");
    }

    @Test
    void a_client_keeps_objects_but_no_nulls_in_them() {
        assertThat(body("{\"metadata\":{\"a\":{\"b\":[1,\"null\"]}}}").object("metadata", 100))
                .containsOnlyKeys("a")
                .containsEntry("a", Map.of("b", List.of(1, "null")));
        assertRefused(() -> body("{\"metadata\":{\"a\":[null]}}").object("metadata", 100), "INVALID_FIELD", "metadata");
        assertRefused(() -> body("{\"metadata\":[]}").object("metadata", 100), "INVALID_FIELD", "metadata");
        assertRefused(
                () -> body("{\"metadata\":{\"a\":\"" + "x".repeat(100) + "\"}}").object("metadata", 100),
                "INVALID_FIELD",
                "metadata");
    }

    private enum Colour {
        RED,
        BLUE
    }

    @Test
    void a_choice_is_one_of_the_words_and_the_refusal_names_them() {
        assertThat(body("{\"c\":\"BLUE\"}").choice("c", Colour.class)).isEqualTo(Colour.BLUE);
        assertThat(body("{\"c\":null}").optionalChoice("c", Colour.class)).isNull();
        assertRefused(() -> body("{}").choice("c", Colour.class), "MISSING_FIELD", "c");
        for (String wrong : List.of("\"blue\"", "\"BLUE \"", "\"\"", "1", "[\"BLUE\"]")) {
            assertRefused(() -> body("{\"c\":" + wrong + "}").choice("c", Colour.class), "INVALID_FIELD", "c");
        }
        assertThatThrownBy(() -> body("{\"c\":\"GREEN\"}").choice("c", Colour.class))
                .hasMessageContaining("[RED, BLUE]");
    }

    private static Duration duration(String json) {
        return body(json).duration("d", Duration.ofMinutes(1), Duration.ofMillis(10), Duration.ofDays(366));
    }

    @ParameterizedTest
    @CsvSource({"PT5S, PT5S", "PT0.01S, PT0.01S", "P366D, PT8784H", "PT1.0000009S, PT1S", "PT1H30M, PT90M"})
    void a_duration_is_taken_to_the_microsecond_within_its_bounds(String text, Duration expected) {
        assertThat(duration("{\"d\":\"" + text + "\"}")).isEqualTo(expected);
    }

    @Test
    void a_duration_that_is_absent_is_the_usual_one() {
        assertThat(duration("{}")).isEqualTo(Duration.ofMinutes(1));
        assertThat(duration("{\"d\":null}")).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                "\"5\"",
                "\"5s\"",
                "\"PT\"",
                "\"PT-5S\"",
                "\"PT0S\"",
                "\"PT0.009S\"",
                "\"P366DT1S\"",
                "\"P1Y\"",
                "\"PT9223372036854775807H\"",
                "\"PT99999999999999999999999S\"",
                "true",
                "[]"
            })
    void what_is_no_duration_or_beyond_its_bounds_is_named(String json) {
        assertRefused(() -> duration("{\"d\":" + json + "}"), "INVALID_FIELD", "d");
    }

    @Test
    void texts_are_a_list_without_repetition_in_its_order() {
        assertThat(body("{\"t\":[\"b\",\"a\"]}").texts("t", 2, 3)).containsExactly("b", "a");
        assertThat(body("{}").texts("t", 2, 3)).isEmpty();
        assertThat(body("{\"t\":null}").texts("t", 2, 3)).isEmpty();
        assertThat(body("{\"t\":[]}").texts("t", 2, 3)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\"",
                "{}",
                "[1]",
                "[null]",
                "[[\"a\"]]",
                "[\"a\",\"a\"]",
                "[\"abcd\"]",
                "[\"\"]",
                "[\"a\",\"b\",\"c\"]"
            })
    void what_is_no_list_of_few_short_different_texts_is_named(String json) {
        assertRefused(() -> body("{\"t\":" + json + "}").texts("t", 2, 3), "INVALID_FIELD", "t");
    }
}
