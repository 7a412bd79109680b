package dev.flare.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What operators and machines learn about a running Flare. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ActuatorTest {

    private static final String READINESS = "/actuator/health/readiness";
    private static final Pattern NAME = Pattern.compile("`(flare_[a-z_]+[a-z])");

    private final Flare flare = Flare.shared();
    private final Api api = flare.api();

    @Test
    void readiness_tells_of_every_region_its_store_its_view_and_the_supervisor() {
        Answer ready = api.get(READINESS).expect(200);
        for (String part : Set.of("eventStores", "views", "sagaSupervisor")) {
            for (String region : Set.of("au", "uk", "us")) {
                assertThat(ready.json()
                                .required("components")
                                .required(part)
                                .required("details")
                                .required(region)
                                .required("head")
                                .longValue())
                        .as(part + " " + region)
                        .isNotNegative();
            }
        }
        assertThat(ready.json()
                        .required("components")
                        .required("sagaSupervisor")
                        .required("details")
                        .required("supervisor")
                        .required("head")
                        .longValue())
                .as("its own log")
                .isNotNegative();
        assertThat(api.get("/actuator/health/liveness").expect(200).text("status"))
                .isEqualTo("UP");
    }

    @Test
    void channels_of_alerts_have_a_health_of_their_own_which_is_no_part_of_readiness() {
        assertThat(api.get("/actuator/health/alertChannels")
                        .expect(200)
                        .json()
                        .at("/details/log/failures")
                        .longValue())
                .isZero();
        assertThat(api.get(READINESS).expect(200).body()).doesNotContain("alertChannels");
    }

    @Test
    void every_number_that_is_documented_is_there() throws IOException {
        Bank bank = flare.bank();
        bank.transfer(bank.openWith("uk", 5), bank.open("uk"), 5).expect(201);
        bank.transfer(bank.open("uk"), bank.open("uk"), 5).expect(422);
        String numbers = api.get("/actuator/prometheus").expect(200).body();
        Set<String> documented = NAME.matcher(
                        Files.readString(Project.root().resolve("docs").resolve("OPERATIONS.md")))
                .results()
                .map(MatchResult::group)
                .map(name -> name.substring(1))
                // Without Kafka and canaries, as here, there are no numbers of them.
                .filter(name -> !name.startsWith("flare_reports_") && !name.startsWith("flare_canary_"))
                .collect(Collectors.toSet());
        assertThat(documented).hasSizeGreaterThan(15).allMatch(name -> numbers.contains("\n" + name));
        assertThat(numbers)
                .contains("flare_command_seconds_count{command=\"TransferMoney\",outcome=\"INSUFFICIENT_FUNDS\"}")
                .contains("uri=\"/api/accounts/{id}/deposits\"")
                .doesNotContain("uri=\"/api/accounts/uk-");
    }

    @Test
    void a_view_that_silently_stopped_is_named_and_comes_back() throws SQLException {
        Answer down;
        try (Connection holder = flare.postgres().connect("views");
                Statement held = holder.createStatement()) {
            holder.setAutoCommit(false);
            held.execute("SELECT * FROM view_position WHERE region = 'uk' FOR UPDATE");
            down = await().atMost(Duration.ofSeconds(60))
                    .until(() -> api.get(READINESS), answer -> answer.status() == 503);
        }
        assertThat(down.json()
                        .required("components")
                        .required("views")
                        .required("details")
                        .required("uk")
                        .toString())
                .contains("\"follower\":\"ledger\"", "\"lag\":", "\"down\":\"has taken no step since 20");
        assertThat(down.json().required("components").required("sagaSupervisor").toString())
                .doesNotContain("down");
        await().atMost(Duration.ofSeconds(60)).until(() -> api.get(READINESS).status() == 200);
    }
}
