package dev.flare.integration.scaleout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Deployment;
import dev.flare.integration.support.Evidence;
import dev.flare.integration.support.ExecutableJar;
import dev.flare.integration.support.Workload;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two instances of each side, each a process of its own, on one PostgreSQL. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ScaleOutIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Deployment FLARE = new Deployment("scaleout", "uk,us").migrated();

    private final ExecutableJar command = FLARE.start("command-side");
    private final ExecutableJar otherCommand = FLARE.start("command-side");
    private final ExecutableJar query = FLARE.start("query-side");
    private final ExecutableJar otherQuery = FLARE.start("query-side");
    private final ExecutableJar supervisor = FLARE.start("saga-supervisor");
    private final ExecutableJar otherSupervisor = FLARE.start("saga-supervisor");

    @AfterAll
    static void close() {
        FLARE.close();
    }

    @Test
    void what_was_acknowledged_is_there_once_when_one_of_each_side_is_killed_under_load() {
        all().forEach(ExecutableJar::awaitReady);
        Bank bank = new Bank(otherCommand.api(), otherQuery.api());
        List<String> accounts = Stream.of("uk", "us")
                .flatMap(region -> IntStream.range(0, 8).mapToObj(i -> bank.openWith(region, 100_000)))
                .toList();
        both_query_sides_answer_what_either_command_side_wrote();

        List<Workload.Sent> uk = underLoad(accounts.subList(0, 8), () -> {
            query.kill();
            supervisor.kill();
            command.kill();
        });

        assertThat(uk).anyMatch(sent -> sent.answer() == null);
        Evidence evidence = new Evidence(bank, accounts);
        evidence.assertAcknowledgedOnce(uk);
        uk.stream().filter(sent -> !sent.isAcknowledged()).forEach(this::the_other_instance_tells_the_outcome);
        evidence.assertAllOnce(uk);
        assertThat(keysOfEvents()).doesNotHaveDuplicates();
        assertThat(new HashSet<>(keysOfEvents())).containsAll(keysOf(uk));
        bank.verify();
        totals_are_zero(bank);
        the_supervisor_that_is_left_has_followed_everything(bank);
        nothing_went_wrong_on_those_that_are_left();
    }

    private Stream<ExecutableJar> all() {
        return Stream.of(command, otherCommand, query, otherQuery, supervisor, otherSupervisor);
    }

    private void both_query_sides_answer_what_either_command_side_wrote() {
        for (ExecutableJar writer : List.of(command, otherCommand)) {
            String account = new Bank(writer.api(), query.api()).openWith("uk", 7);
            for (ExecutableJar reader : List.of(query, otherQuery)) {
                assertThat(new Bank(writer.api(), reader.api()).balance(account))
                        .isEqualTo(7);
            }
        }
    }

    private List<Workload.Sent> underLoad(List<String> accounts, Runnable fault) {
        try (Workload load = new Workload(List.of(command.api(), otherCommand.api()), accounts)) {
            await().atMost(SOON).until(() -> load.acknowledged() > 400);
            fault.run();
            int before = load.acknowledged();
            await().atMost(SOON).until(() -> load.acknowledged() > before + 400);
            return load.stop();
        }
    }

    /** Done once in any case, after the first repetition; the second is told what the first was. */
    private void the_other_instance_tells_the_outcome(Workload.Sent unanswered) {
        Answer first = repeated(unanswered);
        Answer second = repeated(unanswered);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Idempotency-Hit")).contains("true");
    }

    private Answer repeated(Workload.Sent sent) {
        Answer answer = Workload.send(otherCommand.api(), sent).answer();
        assertThat(answer).isNotNull();
        return answer.expect(201);
    }

    private static List<String> keysOfEvents() {
        return FLARE.ask("uk", "SELECT tag FROM events CROSS JOIN unnest(tags) AS tag WHERE tag LIKE 'idempotency=%'");
    }

    private static Set<String> keysOf(List<Workload.Sent> sent) {
        Set<String> keys = new HashSet<>();
        sent.forEach(each -> keys.add("idempotency=" + each.key()));
        return keys;
    }

    private static void totals_are_zero(Bank bank) {
        for (String region : List.of("uk", "us")) {
            for (JsonNode line :
                    bank.totals(region, "minPosition=" + bank.head(region)).required("currencies")) {
                assertThat(line.required("total").longValue()).as(region).isZero();
                assertThat(line.required("accounts").longValue()).as(region).isPositive();
            }
        }
    }

    private void the_supervisor_that_is_left_has_followed_everything(Bank bank) {
        long head = bank.head("uk");
        await().atMost(SOON).until(() -> positionOf("uk") == head);
        assertThat(FLARE.ask("supervisor", "SELECT position FROM followed WHERE region = 'uk'"))
                .containsExactly(String.valueOf(head));
    }

    private long positionOf(String region) {
        JsonNode positions = otherSupervisor
                .api()
                .get("/api/supervisor/positions")
                .expect(200)
                .json();
        for (JsonNode each : positions.required("regions")) {
            if (each.required("region").stringValue().equals(region)) {
                return each.path("position").asLong(-1);
            }
        }
        return -1;
    }

    private void nothing_went_wrong_on_those_that_are_left() {
        for (ExecutableJar each : List.of(otherCommand, otherQuery, otherSupervisor)) {
            assertThat(each.isAlive()).isTrue();
            assertThat(each.complaint()).isEmpty();
            assertThat(each.troubles()).isEmpty();
        }
        all().forEach(each ->
                assertThat(each.log() + each.complaint() + each.commandLine()).doesNotContain(FLARE.secrets()));
    }
}
