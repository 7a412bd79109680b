package dev.flare.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class InstantTextTest {

    @Property
    void an_instant_is_written_as_the_jdk_writes_it_and_read_back(@ForAll("instants") Instant instant) {
        String text = InstantText.write(instant);
        assertThat(text).isEqualTo(instant.toString());
        assertThat(InstantText.read(text)).isIn(instant, null);
        assertThat(InstantText.read(text) == null).isEqualTo(text.startsWith("-") || text.startsWith("+"));
    }

    /** Anything else may be left to the JDK, but nothing is to be read as something else. */
    @Property(tries = 5_000)
    void what_is_read_the_jdk_reads_as_the_same(@ForAll("almostInstants") String text) {
        Instant read = InstantText.read(text);
        if (read != null) {
            assertThat(read).isEqualTo(Instant.parse(text));
        }
    }

    @Example
    void what_is_no_instant_or_another_form_of_one_is_left_to_the_jdk() {
        assertThat(new String[] {
                    "",
                    "Z",
                    "2026-02-29T00:00:00Z",
                    "2026-13-01T00:00:00Z",
                    "2026-01-01T24:00:00Z",
                    "2026-01-01T23:59:60Z",
                    "2026-01-01T00:00:00.Z",
                    "2026-01-01T00:00:00.0000000001Z",
                    "2026-01-01T00:00:00+00:00",
                    "2026-01-01 00:00:00Z",
                    "2026-01-01T00:00:00z",
                    "+02026-01-01T00:00:00Z"
                })
                .allSatisfy(text -> assertThat(InstantText.read(text)).isNull());
    }

    @Example
    void a_fraction_has_as_many_digits_as_it_was_written_with() {
        assertThat(InstantText.read("2024-02-29T23:59:59.1Z")).isEqualTo(Instant.parse("2024-02-29T23:59:59.1Z"));
        assertThat(InstantText.read("2024-02-29T23:59:59.000000001Z"))
                .isEqualTo(Instant.parse("2024-02-29T23:59:59.000000001Z"));
    }

    @Provide
    Arbitrary<Instant> instants() {
        Arbitrary<Long> seconds = Arbitraries.oneOf(
                Arbitraries.longs().between(-62_167_219_201L, -62_167_219_199L),
                Arbitraries.longs().between(253_402_300_798L, 253_402_300_801L),
                Arbitraries.longs().between(-62_167_219_300L, 253_402_300_900L),
                Arbitraries.longs().between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()));
        Arbitrary<Integer> nanos = Arbitraries.oneOf(
                Arbitraries.of(0, 1, 1_000, 1_000_000, 999_999_999, 999_999_000, 999_000_000),
                Arbitraries.integers().between(0, 999_999_999));
        return Combinators.combine(seconds, nanos).as(Instant::ofEpochSecond);
    }

    @Provide
    Arbitrary<String> almostInstants() {
        Arbitrary<Character> characters =
                Arbitraries.of('0', '1', '2', '3', '6', '9', '-', ':', '.', 'T', 'Z', '+', ' ');
        return Combinators.combine(
                        instants().filter(InstantTextTest::hasYearsOfFourDigits),
                        Arbitraries.integers().between(0, 29),
                        characters,
                        Arbitraries.integers().between(-1, 1))
                .as((instant, at, character, change) -> changed(instant.toString(), at, character, change));
    }

    private static boolean hasYearsOfFourDigits(Instant instant) {
        return Character.isDigit(instant.toString().charAt(0));
    }

    private static String changed(String text, int at, char character, int change) {
        int place = Math.min(at, text.length() - 1);
        return text.substring(0, place)
                + (change < 0 ? "" : String.valueOf(character))
                + text.substring(change > 0 ? place : place + 1);
    }
}
