package dev.flare.integration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Postgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** A region is away in the middle of transfers, for longer than their deadline. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RegionAwayTest {

    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private static Flare flare;
    private static Bank bank;
    private static Postgres postgres;

    @BeforeAll
    static void start() {
        flare = Flare.start(Map.of("FLARE_SAGA_TRANSFER_DEADLINE", DEADLINE.toString()));
        bank = flare.bank();
        postgres = flare.postgres();
    }

    @AfterAll
    static void stop() {
        flare.close();
    }

    @Test
    void the_target_is_away_past_the_deadline_and_the_money_is_in_one_place_when_it_is_back() {
        String payer = bank.openWith("uk", 100);
        String payee = bank.open("au");
        postgres.lock("au");
        BetweenRegions transfer = BetweenRegions.sent(bank, payer, payee, 40);
        try {
            transfer.awaitStatus("HALTED");
            assertThat(transfer.alert().required("failure").stringValue()).isEqualTo("NOT_STARTED_IN_TIME");
            bank.change(payer, "close").expect(422, "ACCOUNT_NOT_EMPTY");
            transfer.act("abandon").expect(409, "NOT_POSSIBLE_NOW");
            transfer.act("compensate").expect(409, "NOT_POSSIBLE_NOW");
        } finally {
            postgres.unlock("au");
        }
        transfer.awaitEnd();
        // What was on its way into the region when it went may arrive before the halt does: then it stays.
        boolean arrived = transfer.status().equals("COMPLETED");
        assertThat(transfer.alerts()).hasSize(1);
        assertThat(bank.balance(payer)).isEqualTo(arrived ? 60 : 100);
        assertThat(bank.balance(payee)).isEqualTo(arrived ? 40 : 0);
    }

    @Test
    void an_operator_resumes_while_the_target_is_away_and_the_money_arrives() {
        String payer = bank.openWith("uk", 100);
        String payee = bank.open("au");
        postgres.lock("au");
        BetweenRegions transfer = BetweenRegions.sent(bank, payer, payee, 40);
        try {
            transfer.awaitStatus("HALTED");
            transfer.act("resume").expect(200);
        } finally {
            postgres.unlock("au");
        }
        transfer.awaitEnd();
        // Resuming gives both regions their whole deadline again; on a slow machine it may be missed once more.
        boolean arrived = transfer.status().equals("COMPLETED");
        assertThat(bank.balance(payee)).isEqualTo(arrived ? 40 : 0);
        assertThat(bank.balance(payer)).isEqualTo(arrived ? 60 : 100);
        assertThat(transfer.alerts()).hasSize(arrived ? 1 : 2);
    }

    @Test
    void the_source_is_away_after_the_money_left_and_the_transfer_ends_with_its_money_somewhere() {
        String payer = bank.openWith("us", 1_000);
        String payee = bank.open("au");
        List<BetweenRegions> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(BetweenRegions.sent(bank, payer, payee, 10));
        }
        postgres.lock("us");
        try {
            TimeUnit.MILLISECONDS.sleep(DEADLINE.plusSeconds(1).toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            postgres.unlock("us");
        }
        long arrived = 0;
        for (BetweenRegions transfer : sent) {
            transfer.awaitEnd();
            arrived += transfer.status().equals("COMPLETED") ? 10 : 0;
            assertThat(transfer.alerts()).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(bank.balance(payee)).isEqualTo(arrived);
        assertThat(bank.balance(payer)).isEqualTo(1_000 - arrived);
    }
}
