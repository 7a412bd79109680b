package dev.flare.web.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PayloadTest {

    private static String logged(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Payload(bytes, bytes.length, bytes.length).toString();
    }

    private static String beginning(String body, int length) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Payload(bytes, length, bytes.length).toString();
    }

    @Test
    void who_moved_how_much_is_shown_and_what_people_wrote_is_not() {
        assertThat(
                        logged(
                                "{\"from\":\"uk-1\", \"to\":\"uk-2\", \"amount\":12, \"reference\":\"rent of Ada\", \"metadata\":{\"a\":[1,{\"b\":2}]}}"))
                .isEqualTo(
                        "{\"from\":\"uk-1\",\"to\":\"uk-2\",\"amount\":12,\"reference\":\"***\",\"metadata\":\"***\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "owner",
                "reference",
                "reason",
                "detail",
                "password",
                "clientSecret",
                "token",
                "authorization",
                "email",
                "phone",
                "iban",
                "name",
                "compensateUrl",
                "statusUrl",
                "says",
                "path",
                "cursor2",
                "next",
                "whatever"
            })
    void a_field_that_is_not_known_to_be_harmless_is_masked_whatever_it_holds(String field) {
        assertMasked("{\"" + field + "\":\"hidden\",\"amount\":1}");
        assertMasked("{\"" + field + "\":4111111111111111,\"amount\":1}");
        assertMasked("{\"" + field + "\":true,\"amount\":1}");
        assertMasked("{\"" + field + "\":[\"hidden\"],\"amount\":1}");
        assertMasked("{\"data\":[{\"" + field + "\":{\"amount\":\"hidden\"}},{\"amount\":1}]}");
    }

    private static void assertMasked(String body) {
        assertThat(logged(body)).contains("***", "\"amount\":1").doesNotContain("hidden", "4111", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ada Lovelace", "ada@example.org", "a\\nb", "\\u0000", "“", "{\\\"x\\\":1}"})
    void what_does_not_look_like_an_id_is_masked_in_every_field(String value) {
        assertThat(logged("{\"from\":\"" + value + "\"}")).isEqualTo("{\"from\":\"***\"}");
    }

    @Test
    void names_come_from_clients_too() {
        assertThat(logged("{\"hidden\":1,\"owner\":2}")).isEqualTo("{\"***\":\"***\",\"owner\":\"***\"}");
        assertThat(logged("{\"code\":\"UNKNOWN_FIELD\",\"field\":\"hidden\"}"))
                .isEqualTo("{\"code\":\"UNKNOWN_FIELD\",\"field\":\"***\"}");
        assertThat(logged("{\"code\":\"MISSING_FIELD\",\"field\":\"owner\"}"))
                .isEqualTo("{\"code\":\"MISSING_FIELD\",\"field\":\"owner\"}");
        assertThat(logged("{\"ada@example.org\":1,\"a b\":2}")).isEqualTo("{\"***\":\"***\",\"***\":\"***\"}");
    }

    @Test
    void positions_are_shown_by_region() {
        assertThat(logged("{\"asOf\":{\"position\":{\"uk\":3,\"au\":0},\"recordedAt\":\"2026-01-31T12:00:00.5Z\"}}"))
                .isEqualTo("{\"asOf\":{\"position\":{\"uk\":3,\"au\":0},\"recordedAt\":\"2026-01-31T12:00:00.5Z\"}}");
        assertThat(logged("{\"position\":{\"uk\":\"hidden\"}}")).isEqualTo("{\"position\":{\"uk\":\"***\"}}");
    }

    @Test
    void of_a_transaction_its_course_is_shown_but_no_reason_and_no_address() {
        assertThat(
                        logged(
                                "{\"transactionId\":\"order-1\",\"type\":\"shipping\",\"participants\":[{\"name\":\"billing.invoices\","
                                        + "\"after\":[\"stock.reservations\"],\"deadline\":\"PT5S\","
                                        + "\"compensateUrl\":\"https://u.example.org/secret\",\"statusUrl\":\"https://u.example.org/secret\"}]}"))
                .isEqualTo("{\"transactionId\":\"order-1\",\"type\":\"shipping\",\"participants\":[{\"name\":\"***\","
                        + "\"after\":[\"stock.reservations\"],\"deadline\":\"PT5S\","
                        + "\"compensateUrl\":\"***\",\"statusUrl\":\"***\"}]}");
        assertThat(
                        logged(
                                "{\"alertId\":\"5ab7\",\"participant\":\"billing.invoices\",\"failure\":\"REPORTED_FAILURE\","
                                        + "\"reason\":\"declined\",\"acknowledgement\":{\"at\":\"2026-01-31T12:00:00Z\",\"reason\":\"Ada\"}}"))
                .isEqualTo(
                        "{\"alertId\":\"5ab7\",\"participant\":\"billing.invoices\",\"failure\":\"REPORTED_FAILURE\","
                                + "\"reason\":\"***\",\"acknowledgement\":{\"at\":\"2026-01-31T12:00:00Z\",\"reason\":\"***\"}}");
        assertThat(logged("{\"position\":{\"supervisor\":3}}")).isEqualTo("{\"position\":{\"supervisor\":3}}");
    }

    @Test
    void elements_are_judged_by_the_name_of_their_list() {
        assertThat(logged("{\"regions\":[\"uk\",\"au\"],\"owners\":[\"Ada\"]}"))
                .isEqualTo("{\"regions\":[\"uk\",\"au\"],\"***\":\"***\"}");
        assertThat(logged("[\"hidden\",1]")).isEqualTo("[\"***\",\"***\"]");
        assertThat(logged("\"hidden\"")).isEqualTo("\"***\"");
    }

    @ParameterizedTest
    @CsvSource({"'{\"a\":', 5", "owner=Ada, 9", "'{\"owner\":\"Ada\"}}', 16", "{owner:1}, 9"})
    void of_what_is_not_json_only_the_length_is_told(String body, int length) {
        assertThat(logged(body)).isEqualTo("not JSON, " + length + " bytes");
    }

    @Test
    void the_beginning_of_a_long_body_is_cut_where_one_sees_it() {
        String body = "{\"amount\":123456,\"owner\":\"Ada\",\"metadata\":{\"x\":\"hidden\"},\"from\":\"uk-1\"}";
        for (int length = 0; length < body.length(); length++) {
            assertThat(beginning(body, length))
                    .endsWith("… " + body.length() + " bytes")
                    .doesNotContain("Ada", "hidden")
                    .satisfiesAnyOf(cut -> assertThat(cut).doesNotContain("123"), cut -> assertThat(cut)
                            .contains("123456"));
        }
        assertThat(beginning(body, body.length() - 2)).startsWith("{\"amount\":123456,\"owner\":\"***\"");
    }

    @ParameterizedTest
    @CsvSource({
        "owner=Ada%20Lovelace&region=uk, owner=***&region=uk",
        "at=2026-01-31T12%3A00%3A00Z, at=2026-01-31T12:00:00Z",
        "position=uk:1%2Cau:2&cursor=abc, 'position=uk:1,au:2&cursor=abc'",
        "from=Ada%20Lovelace, from=***",
        "ada%40example.org, ***",
        "%zz=1, ***=***",
        "amount&to=, amount&to=",
        "a=1&&b, ***=***&***&***"
    })
    void of_a_query_the_same_is_shown(String query, String shown) {
        assertThat(MaskedQuery.query(query)).isEqualTo(shown.replace("cursor=abc", "cursor=***"));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/accounts/uk-1/entries, /api/accounts/uk-1/entries",
        "/api/accounts/ada@example.org, /api/accounts/***",
        "/api/accounts/Ada%20L/, /api/accounts/***/",
        "/, /"
    })
    void of_a_path_what_looks_like_names_and_ids_is_shown(String path, String shown) {
        assertThat(MaskedQuery.path(path)).isEqualTo(shown);
    }
}
