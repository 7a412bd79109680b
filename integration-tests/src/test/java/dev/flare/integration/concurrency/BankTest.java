package dev.flare.integration.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Many clients move money between few accounts; whoever looks, at any moment, sees all of it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BankTest {

    private static final int ACCOUNTS = 12;
    private static final int CLIENTS = 32;
    private static final int TRANSFERS = 40;
    private static final long EACH = 100;

    private final Bank bank = Flare.shared().bank();
    private final String owner = Bank.unique("owner");
    private final List<String> accounts =
            IntStream.range(0, ACCOUNTS).mapToObj(i -> open()).toList();

    private String open() {
        String id = Bank.fresh("au");
        bank.api()
                .post("/api/accounts", Map.of("accountId", id, "currency", "GBP", "owner", owner))
                .expect(201);
        bank.deposit(id, EACH).expect(201);
        return id;
    }

    @Test
    void money_is_neither_made_nor_lost_nor_overdrawn_and_every_transfer_is_there_once() {
        long seed = new Random().nextLong();
        System.out.println("BankTest seed " + seed);
        List<Transfers.Told> told = moveWhileWatching(seed);

        assertThat(told).allMatch(each -> each.isDone() || each.answer().code().equals("INSUFFICIENT_FUNDS"));
        assertThat(told).filteredOn(Transfers.Told::isDone).isNotEmpty();
        assertThat(told).filteredOn(each -> !each.isDone()).isNotEmpty();
        assertStatements(told);
        assertThat(total("minPosition=" + bank.head("au"))).isEqualTo(ACCOUNTS * EACH);
        bank.verify();
    }

    private List<Transfers.Told> moveWhileWatching(long seed) {
        AtomicBoolean enough = new AtomicBoolean();
        try (Together.Running<Integer> watching = Together.start(2, client -> watch(enough))) {
            List<Transfers.Told> told = Together.clients(
                            CLIENTS, Duration.ofMinutes(2), client -> new Transfers(bank, accounts, seed + client)
                                    .make(TRANSFERS, 120))
                    .stream()
                    .flatMap(Collection::stream)
                    .toList();
            enough.set(true);
            assertThat(watching.await(Duration.ofSeconds(30))).allMatch(looks -> looks > 0);
            return told;
        }
    }

    /** How often it looked and saw all the money and no debt. */
    private int watch(AtomicBoolean enough) {
        int looks = 0;
        while (!enough.get()) {
            assertThat(total("at=" + Instant.now())).isEqualTo(ACCOUNTS * EACH);
            assertThat(total("")).isEqualTo(ACCOUNTS * EACH);
            looks++;
        }
        return looks;
    }

    private long total(String moment) {
        JsonNode page = bank.api()
                .get("/api/accounts?region=au&owner=" + owner + (moment.isEmpty() ? "" : "&" + moment))
                .expect(200)
                .json();
        long total = 0;
        for (JsonNode account : page.at("/cursor/data")) {
            assertThat(account.required("balance").longValue()).isNotNegative();
            total += account.required("balance").longValue();
        }
        return total;
    }

    /** The statements hold exactly what was acknowledged, and follow from it line by line. */
    private void assertStatements(List<Transfers.Told> told) {
        Map<String, List<Long>> found = new HashMap<>();
        for (String account : accounts) {
            long balance = 0;
            for (Bank.Entry entry : bank.entries(account)) {
                balance += entry.amount();
                assertThat(entry.balanceAfter()).isEqualTo(balance).isNotNegative();
                found.computeIfAbsent(account + " " + entry.reference(), key -> new ArrayList<>())
                        .add(entry.amount());
            }
        }
        assertThat(found).isEqualTo(expected(told));
    }

    private Map<String, List<Long>> expected(List<Transfers.Told> told) {
        Map<String, List<Long>> expected = new HashMap<>();
        accounts.forEach(account -> expected.put(account + " ", List.of(EACH)));
        told.stream().filter(Transfers.Told::isDone).forEach(done -> {
            expected.put(done.from() + " " + done.reference(), List.of(-done.amount()));
            expected.put(done.to() + " " + done.reference(), List.of(done.amount()));
        });
        return expected;
    }
}
