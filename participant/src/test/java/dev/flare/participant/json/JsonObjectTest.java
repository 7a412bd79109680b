package dev.flare.participant.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class JsonObjectTest {

    @Test
    void its_own_strings_are_read_and_other_values_passed_over() throws MalformedJson {
        JsonObject object = JsonObject.read(
                " {\"a\" : \"x\\n\\u0041\\\"\", \"b\":[1,-2.5e3,[],{\"a\":\"inner\"}],\"c\":null,\"d\":true} ");
        assertThat(object.string("a")).contains("x\nA\"");
        assertThat(object.string("b")).isEmpty();
        assertThat(object.has("c")).isTrue();
        assertThat(object.has("e")).isFalse();
        assertThat(JsonObject.read("{}").has("a")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"a\"",
                "{",
                "}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1} x",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u00g0\"}",
                "{\"a\":\"",
                "{\"a\":1,\"a\":2}",
                "{\"a\":[1 2]}",
                "{\"a\":tru}",
                "{\"a\":nulll}",
                "{'a':1}"
            })
    void what_is_no_object_is_malformed(String text) {
        assertThatThrownBy(() -> JsonObject.read(text)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void what_is_too_deep_is_malformed_and_no_overflow() {
        assertThatThrownBy(() -> JsonObject.read("{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(MalformedJson.class)
                .hasMessageContaining("deep");
    }

    @Test
    void what_is_written_can_be_read() throws MalformedJson {
        String text = "a\"\\\n\u0001é😀";
        assertThat(JsonObject.read("{\"t\":" + JsonText.of(text) + "}").string("t"))
                .contains(text);
    }
}
