package dev.flare.integration.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.support.Api;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.Together;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Ten times what a Flare can do. Twenty seconds of it by default; {@code -Dflare.overload.seconds=60} for the whole minute.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Tag("alone")
class OverloadTest {

    private static final int SECONDS = Integer.getInteger("flare.overload.seconds", 20);
    private static final int TIMES = 10;
    private static final int CLIENTS = 64;
    private static final int CONNECTIONS = 600;
    private static final int ACCOUNTS = 15 * CLIENTS;

    /** How much more may be reachable afterwards than before: caches fill as more is done. In megabytes. */
    private static final long HEAP_MORE_MAX = 64;

    /** How large the process may become: its heap's limit (768) and a third. What stays reachable in it is measured apart. */
    private static final long RESIDENT_MAX = 1_024;

    /** Nineteen of twenty looks at the health take less, and all are answered. On two cores the clients take most of both. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private static final Flare FLARE = Flare.start();
    private final Api api = FLARE.api();
    private final Bank bank = FLARE.bank();
    private final List<String> accounts = new ArrayList<>();

    @AfterAll
    static void remove() {
        FLARE.close();
    }

    @Test
    void ten_times_what_it_can_do_is_answered_with_no_and_yes_and_every_yes_is_kept() throws Exception {
        Together.clients(CLIENTS, Duration.ofSeconds(60), this::open).forEach(accounts::addAll);
        closedLoop("warm", 3);
        double capacity = closedLoop("alone", 5) / 5.0;
        long heapBefore = Resources.liveHeap(api, FLARE.pid());

        AtomicLong due = new AtomicLong();
        List<Pipeline.Answered> answers;
        List<Watcher.Look> looks;
        try (Watcher watcher = new Watcher(api, FLARE.pid())) {
            answers = openLoop(TIMES * capacity, due);
            looks = watcher.looks();
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> api.get("/actuator/health/readiness").status() == 200);
        awaitQuiet();
        long heapAfter = Resources.liveHeap(api, FLARE.pid());

        tell(capacity, due.get(), answers, looks, heapBefore, heapAfter);
        // Clients that share its processors cannot send all of it, and what came too late was not heard.
        assertThat(answered(answers).size()).isGreaterThan((int) (0.3 * TIMES * capacity * SECONDS));
        assertEveryAnswerIsOneThatWasPromised(answers);
        assertWatched(looks);
        assertThat(heapAfter - heapBefore).isLessThan(HEAP_MORE_MAX);
        assertKeptOnce(answers);
        bank.verify();
        assertTotalsAreZero();
    }

    private static List<Pipeline.Answered> answered(List<Pipeline.Answered> sent) {
        return sent.stream().filter(each -> each.status() != 0).toList();
    }

    /** What was sent and given up by its sender may still be read and done. */
    private void awaitQuiet() {
        AtomicLong last = new AtomicLong(-1);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> last.get() == last.updateAndGet(before -> bank.head("uk")));
    }

    private List<String> open(int client) {
        return IntStream.range(0, ACCOUNTS / CLIENTS)
                .mapToObj(i -> bank.openWith("uk", 1_000_000))
                .toList();
    }

    private long closedLoop(String name, int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        return Together.clients(CLIENTS, Duration.ofSeconds(seconds + 60), client -> {
                    try (Pipeline pipeline = new Pipeline(URI.create(api.base()))) {
                        pipeline.closedLoop(end, i -> request(name, client, i));
                        return pipeline.answered();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .stream()
                .flatMap(Collection::stream)
                .filter(answer -> answer.status() == 201)
                .count();
    }

    private List<Pipeline.Answered> openLoop(double perSecond, AtomicLong due) {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        long interval = (long) (CONNECTIONS * 1e9 / perSecond);
        return Together.clients(CONNECTIONS, Duration.ofSeconds(SECONDS + 60), client -> {
                    try (Pipeline pipeline = new Pipeline(URI.create(api.base()))) {
                        pipeline.openLoop(end, interval, i -> request("over", client, i), due);
                        return pipeline.answered();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .stream()
                .flatMap(Collection::stream)
                .toList();
    }

    private Pipeline.Request request(String name, int client, int number) {
        int from = (client * 31 + number) % ACCOUNTS;
        int to = (from + 1 + number % (ACCOUNTS - 1)) % ACCOUNTS;
        return new Pipeline.Request(name + "-" + client + "-" + number, accounts.get(from), accounts.get(to));
    }

    private static void assertEveryAnswerIsOneThatWasPromised(List<Pipeline.Answered> answers) {
        assertThat(answers).extracting(Pipeline.Answered::status).isSubsetOf(0, 201, 409, 429, 503);
        // CONFLICT: others were faster for five seconds on end. Nothing was done, and it says so.
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .hasSizeLessThanOrEqualTo(answers.size() / 1_000);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 429 || answer.status() == 503)
                .isNotEmpty()
                .allMatch(Pipeline.Answered::saysWhenToRetry);
        assertThat(answers).filteredOn(answer -> answer.status() == 201).isNotEmpty();
    }

    private static void assertWatched(List<Watcher.Look> looks) {
        assertThat(looks).hasSizeGreaterThan(SECONDS / 2);
        assertThat(looks)
                .filteredOn(look -> look.status() == 0 || look.took().compareTo(LOOK) > 0)
                .hasSizeLessThanOrEqualTo(looks.size() / 20);
        List<Watcher.Look> answered =
                looks.stream().filter(look -> look.status() != 0).toList();
        assertThat(answered).allSatisfy(look -> {
            assertThat(look.status()).as(look.toString()).isIn(200, 503);
        });
        assertThat(answered)
                .filteredOn(look -> look.path().endsWith("liveness"))
                .isNotEmpty()
                .allMatch(look -> look.status() == 200);
        assertThat(most(looks)).isLessThan(RESIDENT_MAX);
    }

    private static long most(List<Watcher.Look> looks) {
        return looks.stream().mapToLong(Watcher.Look::resident).max().orElseThrow();
    }

    /** A yes is there once in both statements, a 429 not at all, and of the rest nobody knows: once or not at all. */
    private void assertKeptOnce(List<Pipeline.Answered> answers) {
        Map<String, Integer> lines = new HashMap<>();
        for (String account : accounts) {
            bank.entries(account).forEach(entry -> lines.merge(entry.reference(), 1, Integer::sum));
        }
        for (Pipeline.Answered answer : answers) {
            int found = lines.getOrDefault(answer.request().key(), 0);
            switch (answer.status()) {
                case 201 -> assertThat(found).as(answer.toString()).isEqualTo(2);
                case 409, 429 -> assertThat(found).as(answer.toString()).isZero();
                default -> assertThat(found).as(answer.toString()).isIn(0, 2);
            }
        }
    }

    private void assertTotalsAreZero() {
        bank.totals("uk", "minPosition=" + bank.head("uk"))
                .required("currencies")
                .forEach(currency ->
                        assertThat(currency.required("total").longValue()).isZero());
    }

    private static void tell(
            double capacity,
            long due,
            List<Pipeline.Answered> answers,
            List<Watcher.Look> looks,
            long heapBefore,
            long heapAfter) {
        Map<Integer, Long> byStatus =
                answers.stream().collect(Collectors.groupingBy(Pipeline.Answered::status, Collectors.counting()));
        System.out.printf(
                "alone %.0f/s; then for %d s: due %.0f/s, sent %.0f/s, by status %s; slowest look %d ms; resident %d to %d MB,"
                        + " live heap %d to %d MB%n",
                capacity,
                SECONDS,
                (double) due / SECONDS,
                (double) answers.size() / SECONDS,
                byStatus,
                looks.stream().mapToLong(look -> look.took().toMillis()).max().orElse(0),
                looks.getFirst().resident(),
                looks.getLast().resident(),
                heapBefore,
                heapAfter);
    }
}
