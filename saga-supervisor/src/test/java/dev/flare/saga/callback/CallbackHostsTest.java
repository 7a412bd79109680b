package dev.flare.saga.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CallbackHostsTest {

    private static CallbackHosts hosts(String allowed) {
        return new CallbackHosts(List.of(allowed.split(",")));
    }

    private static void assertRefused(String allowed, String url) {
        assertThatThrownBy(() -> hosts(allowed).checked("statusUrl", url))
                .isInstanceOfSatisfying(RefusedException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_FIELD);
                    assertThat(refusal.field()).isEqualTo("statusUrl");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/undo",
                "http://LOCALHOST:9000/undo?of=1",
                "https://127.0.0.1:8443/",
                "http://[::1]:9000/undo"
            })
    void without_a_setting_participants_on_the_same_machine_are_called(String url) {
        assertThat(hosts(CallbackHosts.USUAL).checked("statusUrl", url)).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "http://169.254.169.254/latest/meta-data/",
                "http://localhost.example.com/",
                "http://127.0.0.2/",
                "http://2130706433/",
                "http://0/",
                "http://localhost@example.com/",
                "http://example.com#@localhost/",
                "http://localhost\\@example.com/"
            })
    void and_nobody_else_whatever_it_looks_like(String url) {
        assertRefused(CallbackHosts.USUAL, url);
    }

    @ParameterizedTest
    @CsvSource({
        "'billing.example.com', https://billing.example.com/undo",
        "' Billing.Example.com , b', https://BILLING.example.COM:8443/undo",
        "'*.example.com', https://a.b.example.com/",
        "'*', http://anything.at.all/"
    })
    void a_host_is_allowed_by_its_name_its_domain_or_all_are(String allowed, String url) {
        assertThat(hosts(allowed).checked("statusUrl", url)).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "'billing.example.com', https://example.com/",
        "'billing.example.com', https://a.billing.example.com/",
        "'*.example.com', https://example.com/",
        "'*.example.com', https://badexample.com/",
        "'', http://localhost/",
        "',', http://localhost/"
    })
    void and_by_nothing_that_only_resembles_it(String allowed, String url) {
        assertRefused(allowed, url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "/undo",
                "//localhost/undo",
                "ftp://localhost/",
                "file:///etc/passwd",
                "jar:http://localhost/",
                "http:///undo",
                "http://",
                "http://a b/",
                "http://user@localhost/",
                "http://user:secret@localhost/"
            })
    void what_is_no_plain_http_url_is_refused_even_if_every_host_is_allowed(String url) {
        assertRefused("*", url);
    }

    @Test
    void a_url_has_at_most_two_thousand_characters() {
        String longest = "http://localhost/" + "x".repeat(1_983);
        assertThat(hosts("localhost").checked("statusUrl", longest)).isEqualTo(longest);
        assertRefused("localhost", longest + "x");
    }
}
