package dev.flare.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.saga.alert.MailSettings;
import dev.flare.saga.canary.Canaries;
import dev.flare.saga.canary.CanaryHealth;
import dev.flare.saga.canary.Times;
import dev.flare.web.settings.Settings;
import dev.flare.web.settings.WrongSettingException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SagaSettingsTest {

    private static final String MAIL = "flare.saga.mail.";
    private static final String EVERY = "flare.saga.canary.every";

    private static StandardEnvironment environment(Map<String, Object> given) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("given", given));
        return environment;
    }

    private static Settings settings(Map<String, Object> given) {
        return new Settings(environment(given));
    }

    private static Settings mail(String... more) {
        Map<String, Object> given = new HashMap<>();
        given.put(MAIL + "host", "mail.example.com");
        given.put(MAIL + "from", "Flare <flare@ours.example>");
        given.put(MAIL + "to", "one@ops.example,two@ops.example");
        given.put(MAIL + "user", "flare");
        given.put(MAIL + "password", "s3cret");
        for (int i = 0; i < more.length; i += 2) {
            given.put(more[i], more[i + 1]);
        }
        return settings(given);
    }

    @Test
    void canaries_are_begun_every_minute_unless_they_are_off() {
        assertThat(SagaSettings.canaries(settings(Map.of()))).contains(new Times(Duration.ofMinutes(1)));
        assertThat(SagaSettings.canaries(settings(Map.of(EVERY, "PT30S")))).contains(new Times(Duration.ofSeconds(30)));
        assertThat(SagaSettings.canaries(settings(Map.of(EVERY, "off")))).isEmpty();
        assertThatThrownBy(() -> SagaSettings.canaries(settings(Map.of(EVERY, "1s"))))
                .isInstanceOf(WrongSettingException.class)
                .hasMessageStartingWith("FLARE_SAGA_CANARY_EVERY");
    }

    @Test
    void when_they_are_off_nothing_of_them_is_there() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.setEnvironment(environment(Map.of(EVERY, "off")));
            context.register(CanaryConfiguration.class);
            context.refresh();
            assertThat(context.getBeanNamesForType(Canaries.class)).isEmpty();
            assertThat(context.getBeanNamesForType(CanaryHealth.class)).isEmpty();
        }
    }

    @Test
    void mail_is_sent_when_a_server_is_named_and_canaries_go_to_the_sender() {
        assertThat(MailSettings.from(settings(Map.of()))).isEmpty();
        MailSettings mail = MailSettings.from(mail()).orElseThrow();
        assertThat(mail.port()).isEqualTo(587);
        assertThat(mail.tls()).isEqualTo(MailSettings.Tls.STARTTLS);
        assertThat(mail.to()).hasSize(2);
        assertThat(mail.canaryTo()).isEqualTo(List.of(mail.from()));
        assertThat(mail.flareUrl()).isEqualTo("http://localhost:8080");
        assertThat(mail.toString()).doesNotContain("s3cret");
        assertThat(MailSettings.from(mail("flare.saga.canary.mail-to", "canaries@ours.example"))
                        .orElseThrow()
                        .canaryTo())
                .extracting(Object::toString)
                .containsExactly("canaries@ours.example");
    }

    @ParameterizedTest
    @CsvSource({
        "flare.saga.mail.to, nobody, FLARE_SAGA_MAIL_TO",
        "flare.saga.mail.to, 'one@ops.example\r\nBcc: thief@evil.example', FLARE_SAGA_MAIL_TO",
        "flare.saga.mail.from, 'a@b.example,c@d.example', FLARE_SAGA_MAIL_FROM",
        "flare.saga.mail.tls, none, FLARE_SAGA_MAIL_TLS",
        "flare.saga.mail.tls, maybe, FLARE_SAGA_MAIL_TLS",
        "flare.saga.mail.port, 0, FLARE_SAGA_MAIL_PORT",
        "flare.saga.public-url, ftp://flare, FLARE_SAGA_PUBLIC_URL"
    })
    void what_cannot_be_is_named(String setting, String value, String named) {
        assertThatThrownBy(() -> MailSettings.from(mail(setting, value)))
                .isInstanceOf(WrongSettingException.class)
                .hasMessageContaining(named)
                .hasMessageNotContaining("s3cret");
    }
}
