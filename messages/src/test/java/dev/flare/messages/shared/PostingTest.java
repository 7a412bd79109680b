package dev.flare.messages.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PostingTest {

    private static final AccountId A = new AccountId("uk-a");
    private static final AccountId B = new AccountId("uk-b");

    @Property
    void a_move_of_any_amount_sums_to_zero(@ForAll @LongRange(min = 1) long amount) {
        List<Posting> postings = Posting.balanced(Posting.move(A, B, amount));
        assertThat(postings.stream().mapToLong(Posting::amount).sum()).isZero();
        assertThat(postings.get(1)).isEqualTo(new Posting(B, amount));
    }

    @Test
    void postings_that_do_not_sum_to_zero_are_no_event() {
        assertThatThrownBy(() -> Posting.balanced(List.of(new Posting(A, -5), new Posting(B, 6))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sum to zero");
    }

    @Test
    void a_sum_that_overflows_is_an_error_and_not_zero() {
        List<Posting> wraps = List.of(
                new Posting(A, Long.MIN_VALUE), new Posting(B, Long.MIN_VALUE), new Posting(new AccountId("uk-c"), 1));
        assertThatThrownBy(() -> Posting.balanced(wraps)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void a_posting_of_nothing_is_no_posting() {
        assertThatThrownBy(() -> new Posting(A, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
