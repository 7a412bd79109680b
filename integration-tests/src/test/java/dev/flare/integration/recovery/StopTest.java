package dev.flare.integration.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StopTest {

    @Test
    void everything_is_there_after_an_ordinary_stop_and_start() {
        try (Flare flare = Flare.start()) {
            Bank bank = flare.bank();
            String account = bank.openWith("uk", 500);
            assertThat(flare.stop()).isZero();
            flare.up();
            assertThat(bank.balance(account)).isEqualTo(500);
            bank.verify();
        }
    }
}
