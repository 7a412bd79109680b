package dev.flare.web.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SameRequestTest {

    private static Map<String, Object> request(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private static void assertSame(Map<String, Object> first, Map<String, Object> again) {
        assertThatCode(() -> SameRequest.check(again, SameRequest.written(first)))
                .doesNotThrowAnyException();
    }

    private static void assertDiffers(Map<String, Object> first, Map<String, Object> again, String field) {
        assertThatThrownBy(() -> SameRequest.check(again, SameRequest.written(first)))
                .isInstanceOfSatisfying(RefusedException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(RefusalCode.IDEMPOTENCY_MISMATCH);
                    assertThat(refusal.field()).isEqualTo(field);
                });
    }

    @Test
    void the_same_fields_are_the_same_request_whatever_their_order_and_types() {
        assertSame(request("a", 1, "b", "x"), request("b", "x", "a", 1));
        assertSame(request("a", 1), request("a", 1L));
        assertSame(request(), request());
        assertSame(
                request("list", List.of(Map.of("name", "x", "after", List.of("y")))),
                request("list", List.of(Map.of("after", List.of("y"), "name", "x"))));
    }

    @Test
    void the_first_field_that_differs_is_named_in_the_order_of_the_documentation() {
        assertDiffers(request("a", 1, "b", 1), request("b", 2, "a", 2), "b");
        assertDiffers(request("a", 1, "b", 1), request("a", 2, "b", 2), "a");
    }

    @Test
    void a_field_that_only_one_of_them_has_differs() {
        assertDiffers(request("a", 1), request("a", 1, "reason", "x"), "reason");
        assertDiffers(request("a", 1, "reason", "x"), request("a", 1), "reason");
    }

    @Test
    void another_order_within_a_list_is_another_request() {
        assertDiffers(request("list", List.of("x", "y")), request("list", List.of("y", "x")), "list");
    }

    @Test
    void what_is_written_does_not_depend_on_the_order_of_fields() {
        assertThat(SameRequest.written(request("b", 1, "a", 2))).isEqualTo("{\"a\":2,\"b\":1}");
    }
}
