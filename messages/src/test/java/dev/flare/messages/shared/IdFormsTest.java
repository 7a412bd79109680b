package dev.flare.messages.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is taken is exactly what the published expressions say. */
class IdFormsTest {

    @Property
    void ids_have_the_forms_that_are_published(@ForAll("nearlyIds") String text) {
        assertThat(isTaken(AccountId::new, text)).as(text).isEqualTo(text.matches(AccountId.FORM));
        assertThat(isTaken(Region::new, text)).as(text).isEqualTo(text.matches(Region.FORM));
        assertThat(TransactionId.parse(text).isPresent()).as(text).isEqualTo(text.matches(TransactionId.FORM));
    }

    @Property
    void a_transaction_id_is_read_as_it_was_written(@ForAll long most, @ForAll long least) {
        TransactionId id = new TransactionId(new Region("uk"), new UUID(most, least));
        assertThat(TransactionId.parse(id.toString())).contains(id);
    }

    @Provide
    Arbitrary<String> nearlyIds() {
        Arbitrary<String> region = Arbitraries.strings().withChars("az`{A-1").ofMaxLength(9);
        Arbitrary<String> good =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(9);
        Arbitrary<String> hyphen = Arbitraries.of("-", "-", "-", "", "--");
        Arbitrary<String> rest =
                Arbitraries.strings().withChars("aZ09._-/:@[`{ \n\u00e9").ofMaxLength(57);
        Arbitrary<String> digits =
                Arbitraries.strings().withChars("09af").ofMinLength(31).ofMaxLength(33);
        Arbitrary<String> nearlyDigits =
                Arbitraries.strings().withChars("09afg:`/AF").ofLength(32);
        return Combinators.combine(
                        Arbitraries.oneOf(region, good), hyphen, Arbitraries.oneOf(rest, digits, nearlyDigits))
                .as((one, two, three) -> one + two + three);
    }

    private static boolean isTaken(Function<String, ?> make, String text) {
        try {
            make.apply(text);
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }
}
