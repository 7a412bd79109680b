package dev.flare.web.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.messages.shared.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SettingsTest {

    @TempDir
    Path temp = Path.of("");

    private static Settings given(Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("given-systemEnvironment", variables));
        ConfigurationPropertySources.attach(environment);
        return new Settings(environment);
    }

    @Test
    void settings_come_from_variables_of_the_same_name() {
        Settings settings = given(Map.of(
                "FLARE_REGIONS", "uk, us",
                "FLARE_X_URL_TEMPLATE", "jdbc:postgresql://db/{database}",
                "FLARE_X_PATIENCE", "250ms",
                "FLARE_X_CONNECTIONS_PER_REGION", "7"));

        assertThat(settings.regions()).containsExactly(new Region("uk"), new Region("us"));
        assertThat(settings.urlTemplate("flare.x.url-template")).isEqualTo("jdbc:postgresql://db/{database}");
        assertThat(settings.duration("flare.x.patience", Duration.ZERO, Duration.ZERO))
                .isEqualTo(Duration.ofMillis(250));
        assertThat(settings.number("flare.x.connections-per-region", 1, 1, 9)).isEqualTo(7);
    }

    @Test
    void a_secret_is_given_itself_or_in_a_file_whose_last_line_may_end() throws IOException {
        Path file = Files.writeString(temp.resolve("secret"), "from a file\n");

        assertThat(given(Map.of("FLARE_X_PASSWORD_FILE", file.toString())).secret("flare.x.password"))
                .isEqualTo("from a file");
        assertThat(given(Map.of("FLARE_X_PASSWORD", "itself")).secret("flare.x.password"))
                .isEqualTo("itself");
        assertThat(given(Map.of("FLARE_X_PASSWORD", "")).secret("flare.x.password"))
                .isEmpty();
    }

    @Test
    void what_is_missing_is_named_as_it_must_be_set() {
        Settings nothing = given(Map.of());

        assertThatThrownBy(() -> nothing.secret("flare.x.password"))
                .isInstanceOf(WrongSettingException.class)
                .hasMessageContaining("set FLARE_X_PASSWORD, or FLARE_X_PASSWORD_FILE");
        assertThatThrownBy(() -> nothing.urlTemplate("flare.x.url-template"))
                .hasMessageContaining("set FLARE_X_URL_TEMPLATE")
                .hasMessageContaining("{database}");
    }

    @Test
    void what_cannot_be_is_told_with_its_name() {
        Settings wrong = given(Map.of(
                "FLARE_X_PATIENCE", "soon",
                "FLARE_Y_PATIENCE", "5",
                "FLARE_X_CONNECTIONS", "many",
                "FLARE_Y_CONNECTIONS", "0",
                "FLARE_X_URL_TEMPLATE", "jdbc:postgresql://db/uk",
                "FLARE_X_PASSWORD_FILE", "/nowhere/secret"));

        assertThatThrownBy(() -> wrong.duration("flare.x.patience", Duration.ZERO, Duration.ZERO))
                .hasMessage("FLARE_X_PATIENCE is no duration like 5s: soon");
        assertThatThrownBy(() -> wrong.duration("flare.y.patience", Duration.ZERO, Duration.ofMillis(100)))
                .hasMessage("FLARE_Y_PATIENCE is at least 100ms");
        assertThatThrownBy(() -> wrong.number("flare.x.connections", 1, 1, 9))
                .hasMessage("FLARE_X_CONNECTIONS is no number: many");
        assertThatThrownBy(() -> wrong.number("flare.y.connections", 1, 1, 9))
                .hasMessage("FLARE_Y_CONNECTIONS is a number from 1 to 9, not 0");
        assertThatThrownBy(() -> wrong.urlTemplate("flare.x.url-template")).hasMessageContaining("{database}");
        assertThatThrownBy(() -> wrong.secret("flare.x.password"))
                .hasMessageContaining("FLARE_X_PASSWORD_FILE: cannot read /nowhere/secret");
    }

    @Test
    void regions_are_named_once_and_as_regions_are() {
        assertThatThrownBy(given(Map.of("FLARE_REGIONS", "uk,uk"))::regions).hasMessage("FLARE_REGIONS names uk twice");
        assertThatThrownBy(given(Map.of("FLARE_REGIONS", "UK"))::regions).hasMessageContaining("FLARE_REGIONS");
    }

    @Test
    void a_password_in_a_url_is_refused_without_being_repeated() {
        Settings settings =
                given(Map.of("FLARE_X_URL_TEMPLATE", "jdbc:postgresql://db/{database}?ssl=true&password=hush"));

        assertThatThrownBy(() -> settings.urlTemplate("flare.x.url-template"))
                .hasMessageContaining("has a password in it")
                .hasMessageNotContaining("hush");
    }
}
