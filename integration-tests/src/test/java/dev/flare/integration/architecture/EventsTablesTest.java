package dev.flare.integration.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventsTablesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messages",
                "event-store-spring-boot",
                "web",
                "command-side",
                "query-side",
                "saga-supervisor",
                "standalone"
            })
    void only_the_event_store_touches_its_tables(String module) {
        assertThat(touching(module)).isEmpty();
    }

    @Test
    void the_event_store_itself_does() {
        assertThat(touching("event-store")).hasSizeGreaterThan(5);
    }

    private static List<String> touching(String module) {
        Path main = Project.root().resolve(module).resolve("src").resolve("main");
        try (Stream<Path> files = Files.walk(main)) {
            return files.filter(Files::isRegularFile)
                    .flatMap(file -> touches(file).stream().map(found -> file.getFileName() + ": " + found))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> touches(Path file) {
        String name = file.toString();
        Function<String, List<String>> scan = name.endsWith(".java")
                ? EventsTables::touchedByJava
                : name.endsWith(".sql") ? EventsTables::touchedBySql : text -> List.of();
        try {
            return scan.apply(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "String q = \"SELECT * FROM events WHERE position > ?\";",
                "String q = \"select count(*) from public.event_tags\";",
                "String q = \"\"\"\n    UPDATE head\n    SET clock = now()\"\"\";",
                "String q = \"INSERT INTO \" + \"events VALUES (1)\";",
                "String q = \"SELECT 1 FROM x JOIN\\nevents e ON true\".replace(\"\\\\n\", \" \"); // \"",
                "String url = \"http://x\"; String q = \"DROP TABLE events\";",
                "char quote = '\"'; String q = \"LOCK TABLE \\\"head\\\"\";",
            })
    void sql_in_java_is_found(String java) {
        assertThat(EventsTables.touchedByJava(java.replace("\\n", " ").replace("\\\"", "")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/** Views are projected from events. */ int x;",
                "int x; // from head to tail",
                "String said = \"the log of events from here\";",
                "String q = \"SELECT * FROM account\"; // FROM events",
                "String q = \"SELECT * FROM events_seen\";",
            })
    void what_is_not_sql_on_them_is_not(String java) {
        assertThat(EventsTables.touchedByJava(java)).isEmpty();
    }

    @Test
    void sql_in_a_file_is_found_but_not_its_comments() {
        assertThat(EventsTables.touchedBySql("-- FROM events\nSELECT 1 /* FROM head */"))
                .isEmpty();
        assertThat(EventsTables.touchedBySql("CREATE TRIGGER t BEFORE UPDATE\nON events"))
                .hasSize(1);
        assertThat(EventsTables.touchedBySql("ALTER TABLE  event_tags ADD x int"))
                .hasSize(1);
    }

    @Test
    void a_right_is_no_use_but_what_stands_beside_it_is() {
        assertThat(EventsTables.touchedBySql("GRANT SELECT, INSERT\nON events, event_tags TO flare_saga;"))
                .isEmpty();
        assertThat(EventsTables.touchedBySql("GRANT UPDATE ON head TO x; UPDATE head SET position = 1"))
                .hasSize(1);
    }
}
