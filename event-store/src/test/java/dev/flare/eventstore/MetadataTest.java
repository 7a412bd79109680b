package dev.flare.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.json.JsonMapper;

class MetadataTest {

    private static final JsonMapper PARSER = JsonMapper.shared();

    @Property
    void metadata_is_written_with_sorted_keys_and_read_back(@ForAll("metadata") Map<String, String> metadata) {
        String json = Metadata.write(metadata);
        assertThat(json).isEqualTo(PARSER.writeValueAsString(new TreeMap<>(metadata)));
        assertThat(Metadata.read(json)).isEqualTo(metadata);
    }

    @Property
    void metadata_that_somebody_else_has_written_with_spaces_is_read(@ForAll("metadata") Map<String, String> metadata) {
        assertThat(Metadata.read(PARSER.writerWithDefaultPrettyPrinter().writeValueAsString(metadata)))
                .isEqualTo(metadata);
    }

    @Example
    void what_is_no_object_of_texts_is_refused() {
        assertThat(new String[] {
                    "",
                    "[]",
                    "{\"}",
                    "{\"\"}",
                    "{\"a\"}",
                    "{\"a\":\"}",
                    "{\"a\":\"b\",\"}",
                    "{\"a\":\"b\",\"c\"}",
                    "{\"a\":\"b\"\"c\":\"d\"}",
                    "{\"a\",\"b\":\"c\"}",
                    "{\"a\":\"b\":\"c\"}",
                    "{\"a\":{\"b\":\"c\"}",
                })
                .allSatisfy(
                        json -> assertThatThrownBy(() -> Metadata.read(json)).isInstanceOf(RuntimeException.class));
    }

    @Provide
    Arbitrary<Map<String, String>> metadata() {
        Arbitrary<String> texts = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(8),
                Arbitraries.strings().ascii().ofMaxLength(8),
                Arbitraries.strings().withChars("ab\"\\,:{} \n\u007f\u2028ü").ofMaxLength(8),
                Arbitraries.strings().alpha().ofMaxLength(8));
        return Arbitraries.maps(texts, texts).ofMaxSize(4).filter(MetadataTest::isStorable);
    }

    /** Half a character is refused before it is written. */
    private static boolean isStorable(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .noneMatch(entry ->
                        (entry.getKey() + entry.getValue()).chars().anyMatch(c -> Character.isSurrogate((char) c)));
    }
}
