package dev.flare.integration.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Deployment;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Regions apart: a side that is given one of them knows no other. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OneRegionIT {

    @Test
    void a_command_side_of_one_region_refuses_commands_to_the_others() {
        try (Deployment flare = new Deployment("oneregion", "uk,us").migrated()) {
            Bank bank = new Bank(flare.start("command-side", Map.of("FLARE_REGIONS", "uk"))
                    .awaitReady()
                    .api());
            String account = bank.openWith("uk", 10);

            Answer answer = bank.deposit("us-somebody", 1).expect(404, "NOT_FOUND");

            assertThat(answer.text("detail")).isEqualTo("there is no region us here, only [uk]");
            bank.withdraw(account, 10).expect(201);
        }
    }
}
