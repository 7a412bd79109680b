package dev.flare.integration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.integration.supervision.Supervisor;
import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.CommandSide;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Postgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Everything at random, with two command sides and two supervisors, regions that go away and processes that are killed; and then
 * books that are kept apart from it. {@code -Dflare.simulation=300} lets it run for so many seconds, {@code -Dflare.seed} repeats
 * the choices of one run.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SimulationTest {

    private static final int SECONDS = Integer.getInteger("flare.simulation", 10);
    private static final long SEED = Long.getLong("flare.seed", System.nanoTime() % 1_000_000);
    private static final List<String> REGIONS = List.of("au", "uk", "us");
    private static final int ACCOUNTS = 8;
    private static final int CLIENTS = 12;
    private static final long OPENING = 2_000;
    private static final int CUTS = 15;

    private final Random random = new Random(SEED);

    @Test
    void nothing_is_lost_or_doubled_and_every_failure_is_told_once() throws InterruptedException {
        System.out.println("simulation with -Dflare.seed=" + SEED + " for " + SECONDS + " s");
        try (Flare flare = Flare.start(Map.of("FLARE_SAGA_TRANSFER_DEADLINE", "PT4S"))) {
            List<List<String>> accounts = open(flare.bank());
            List<Clients.Sent> sent = run(flare, accounts);
            awaitEnds(flare.api());
            Books books = Books.of(flare.postgres(), REGIONS);
            everything_acknowledged_is_there_once(books, sent);
            every_balance_is_that_of_the_books(flare.bank(), books, accounts);
            every_transfer_ended_as_the_books_say(flare, books);
            money_is_conserved_at_every_cut(flare.bank(), books);
            flare.bank().verify();
            assertThat(flare.api()
                            .get("/api/alerts?type=conservation")
                            .expect(200)
                            .body())
                    .contains("\"data\":[]");
        }
    }

    private static List<List<String>> open(Bank bank) {
        List<List<String>> accounts = new ArrayList<>();
        for (String region : REGIONS) {
            List<String> its = new ArrayList<>();
            for (int i = 0; i < ACCOUNTS; i++) {
                its.add(bank.openWith(region, OPENING));
            }
            accounts.add(its);
        }
        return accounts;
    }

    private List<Clients.Sent> run(Flare flare, List<List<String>> accounts) throws InterruptedException {
        try (CommandSide other = CommandSide.start(flare, "--flare.regions=au,uk,us");
                Supervisor second = Supervisor.beside(flare)) {
            List<Api> apis = List.of(flare.api(), other.api());
            Clients clients = new Clients(apis, accounts, CLIENTS, SEED);
            Instant end = Instant.now().plusSeconds(SECONDS);
            boolean killed = false;
            while (Instant.now().isBefore(end)) {
                TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1_500));
                killed = trouble(flare, killed) || killed;
            }
            if (!killed) {
                flare.kill();
                flare.up();
            }
            return clients.stop();
        }
    }

    /** One trouble; whether it was a kill. Of those there is one in ten seconds. */
    private boolean trouble(Flare flare, boolean killed) throws InterruptedException {
        int what = random.nextInt(killed ? 12 : 6);
        String region = REGIONS.get(random.nextInt(REGIONS.size()));
        Postgres postgres = flare.postgres();
        switch (what) {
            case 0 -> {
                flare.kill();
                TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
                flare.up();
                return true;
            }
            case 1, 2, 3 -> {
                postgres.lock(region);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(2_000));
                postgres.unlock(region);
            }
            case 4 -> {
                postgres.lock("supervisor");
                TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
                postgres.unlock("supervisor");
            }
            default -> {}
        }
        return false;
    }

    private static void awaitEnds(Api api) {
        BetweenRegions.soon().atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
            for (String status : List.of("RUNNING", "HALTED", "COMPENSATING")) {
                assertThat(api.get("/api/transactions?type=transfer&pageSize=1&status=" + status)
                                .expect(200)
                                .body())
                        .contains("\"data\":[]");
            }
        });
    }

    private static void everything_acknowledged_is_there_once(Books books, List<Clients.Sent> sent) {
        Map<String, List<Books.Line>> byKey = books.byKey();
        int acknowledged = 0;
        for (Clients.Sent one : sent) {
            List<Books.Line> its = byKey.getOrDefault(one.key(), List.of());
            assertThat(its).as(one.toString()).hasSizeLessThanOrEqualTo(1);
            if (one.isAcknowledged()) {
                acknowledged++;
                assertThat(its).as(one + " " + one.answer().body()).hasSize(1);
            }
        }
        System.out.println("of " + sent.size() + " requests " + acknowledged + " were acknowledged");
        assertThat(acknowledged).isGreaterThan(100);
    }

    private static void every_balance_is_that_of_the_books(Bank bank, Books books, List<List<String>> accounts) {
        Map<String, Long> balances = books.balances();
        accounts.forEach(region -> region.forEach(account -> {
            assertThat(bank.balance(account)).as(account).isEqualTo(balances.get(account));
            assertThat(balances.get(account)).as(account).isNotNegative();
        }));
        assertThat(balances.values().stream().mapToLong(Long::longValue).sum()).isZero();
    }

    private static void every_transfer_ended_as_the_books_say(Flare flare, Books books) {
        Map<String, Integer> ends = new HashMap<>();
        books.stories().forEach((id, story) -> {
            assertThat(story.troubles).as(id).isEmpty();
            assertThat(story.sent).as(id).isNotNull();
            assertThat(story.received == null).as(id + " arrived or came back").isNotEqualTo(story.returned == null);
            assertThat(story.settled == null).as(id).isEqualTo(story.received == null);
            assertThat(story.received == null || story.refused == null).as(id).isTrue();
            BetweenRegions transfer = new BetweenRegions(flare.api(), id);
            String expected = story.received == null ? "COMPENSATED" : "COMPLETED";
            assertThat(transfer.status()).as(id).isEqualTo(expected);
            List<JsonNode> alerts = transfer.alerts();
            assertThat(alerts).as(id).hasSizeBetween(story.received == null ? 1 : 0, 1);
            ends.merge(expected + " with " + alerts.size(), 1, Integer::sum);
        });
        System.out.println("transfers between regions, with alerts: " + ends);
        assertThat(ends.keySet()).anyMatch(end -> end.startsWith("COMPLETED"));
    }

    private void money_is_conserved_at_every_cut(Bank bank, Books books) {
        Map<String, Books.Story> stories = books.stories();
        stories.forEach((id, story) -> {
            for (Books.Line effect : new Books.Line[] {story.received, story.returned, story.settled}) {
                assertThat(effect == null || effect.at().isAfter(story.sent.at()))
                        .as(id + " after its cause")
                        .isTrue();
            }
        });
        List<Instant> moments = books.lines().stream().map(Books.Line::at).toList();
        for (int i = 0; i < CUTS; i++) {
            Instant cut = moments.get(random.nextInt(moments.size()));
            long transit = stories.values().stream()
                    .filter(story -> story.isInTransitAt(cut))
                    .mapToLong(Books.Story::amount)
                    .sum();
            assertThat(books.clearingAt(cut)).as("at " + cut).isEqualTo(transit);
            assertThat(inTransit(bank, cut)).as("answered at " + cut).isEqualTo(transit);
        }
    }

    private static long inTransit(Bank bank, Instant cut) {
        long sum = 0;
        for (String region : REGIONS) {
            for (JsonNode currency : bank.totals(region, "at=" + cut).required("currencies")) {
                assertThat(currency.required("total").longValue()).isZero();
                sum += currency.required("inTransit").longValue();
            }
        }
        return sum;
    }
}
