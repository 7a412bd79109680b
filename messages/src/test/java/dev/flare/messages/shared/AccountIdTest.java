package dev.flare.messages.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AccountIdTest {

    @Test
    void an_id_carries_its_region() {
        assertThat(new AccountId("uk-1001").region()).isEqualTo(new Region("uk"));
    }

    @Test
    void world_and_clearing_are_reserved_and_nothing_else_is() {
        assertThat(new Region("uk").world().isReserved()).isTrue();
        assertThat(new Region("uk").clearing().isReserved()).isTrue();
        assertThat(new AccountId("uk-world-cup").isReserved()).isFalse();
        assertThat(new AccountId("uk-World").isReserved()).isFalse();
    }

    @Test
    void what_is_not_an_id_is_refused() {
        for (String text :
                List.of("", "uk", "uk-", "-1", "UK-1", "uk-a b", "uk-\u00e9", "uk--1", "uk-" + "x".repeat(56))) {
            assertThatThrownBy(() -> new AccountId(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
