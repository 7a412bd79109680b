package dev.flare.integration.garbage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flare.integration.document.Document;
import dev.flare.integration.document.Troubles;
import dev.flare.integration.support.Bank;
import dev.flare.integration.support.Flare;
import dev.flare.integration.support.RawHttp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterProperty;
import tools.jackson.databind.JsonNode;

/**
 * Whatever is sent to whatever call of the document, the answer is one of those that the document tells, and the books balance.
 * A failure names its seed; {@code -Dflare.garbage.seed=SEED} sends the same again, {@code -Dflare.garbage=N} sends N requests
 * per seed instead of a few.
 */
class GarbageTest {

    private static final Set<String> ENDS = Set.of("COMPLETED", "COMPENSATED");

    private static final int REQUESTS = Integer.getInteger("flare.garbage", 8);
    private static final List<String> REGIONS = List.of("au", "uk", "us");

    private static final Flare FLARE = Flare.shared();
    private static final Bank BANK = FLARE.bank();
    private static final RawHttp HTTP = new RawHttp(BANK.api());
    private static final Document DOCUMENT = Document.of(BANK.api());
    private static final Requests GARBAGE = new Requests(DOCUMENT, names());

    /** What the examples name, and what is there. */
    private static Map<String, String> names() {
        String ada = BANK.openWith("uk", 1_000_000);
        String bob = BANK.openWith("uk", 1_000_000);
        String hold = BANK.api()
                .post("/api/holds", Map.of("account", ada, "amount", 900))
                .expect(201)
                .text("holdId");
        String transfer = BANK.transfer(ada, bob, 100).expect(201).text("transferId");
        Troubles troubles = new Troubles(BANK.api());
        return Map.of(
                "uk-ada",
                ada,
                "uk-bob",
                bob,
                inPath("capture"),
                hold,
                inPath("reverse"),
                transfer,
                inPath("transaction"),
                troubles.running("shipping"),
                inPath("alert"),
                troubles.alert("shipping"));
    }

    private static String inPath(String operationId) {
        return DOCUMENT.call(operationId)
                .parameters("path")
                .getFirst()
                .path("example")
                .asString();
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().withDistribution(RandomDistribution.uniform());
    }

    @Property(
            tries = 500,
            shrinking = ShrinkingMode.OFF,
            edgeCases = EdgeCasesMode.NONE,
            afterFailure = AfterFailureMode.RANDOM_SEED)
    void every_answer_is_one_that_the_document_tells(@ForAll("seeds") long anySeed) {
        long seed = Long.getLong("flare.garbage.seed", anySeed);
        Map<String, Long> heads = heads();
        for (Request request : GARBAGE.of(seed, REQUESTS)) {
            RawHttp.Reply reply = answer(request);
            String what = "seed " + seed + ": " + request + "\n→ " + reply;
            checkAnswer(what, request, reply);
            if (reply.status() == 202) {
                ended(reply.json().path("transactionId").asString()).forEach(heads::remove);
            } else if (isDone(request, reply)) {
                reply.json()
                        .path("position")
                        .forEachEntry((region, at) ->
                                heads.computeIfPresent(region, (name, head) -> Math.max(head, at.longValue())));
            }
        }
        Map<String, Long> after = heads();
        after.keySet().retainAll(heads.keySet());
        assertThat(after)
                .as("seed %s: what was refused left something behind", seed)
                .isEqualTo(heads);
    }

    /** Waits for the end of a transfer between regions: in its regions events come of themselves. */
    private static List<String> ended(String transaction) {
        JsonNode end = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> BANK.api().get("/api/transactions/" + transaction).json(),
                        now -> ENDS.contains(now.path("status").asString("")));
        return end.path("participants")
                .valueStream()
                .map(one -> one.path("name").asString().replace(".participation", ""))
                .toList();
    }

    /** Nothing is down here: what does not answer once because the machine is busy answers the second time. */
    private static RawHttp.Reply answer(Request request) {
        RawHttp.Reply reply = send(request);
        if (!isUnavailable(reply)) {
            return reply;
        }
        RawHttp.Reply second = send(request);
        assertThat(isUnavailable(second)).as("%s\n→ %s", request, second).isFalse();
        return second;
    }

    private static boolean isUnavailable(RawHttp.Reply reply) {
        return reply.status() == 503 && reply.body().contains("\"UNAVAILABLE\"");
    }

    private static RawHttp.Reply send(Request request) {
        return HTTP.send(request.method(), request.target(), request.headers(), request.body());
    }

    private static boolean isDone(Request request, RawHttp.Reply reply) {
        return reply.status() < 300
                && Set.of("POST", "PUT").contains(request.method())
                && !request.call().examples().isEmpty();
    }

    /** Of the regions. What the supervisor refuses it may keep as evidence, and deadlines pass by themselves. */
    private static Map<String, Long> heads() {
        Map<String, Long> heads = new TreeMap<>();
        REGIONS.forEach(region -> heads.put(region, BANK.head(region)));
        return heads;
    }

    private static void checkAnswer(String what, Request request, RawHttp.Reply reply) {
        assertThat(reply.status()).as(what).matches(status -> status < 500 || status == 503, "is no failure");
        assertThat(reply.header("X-Correlation-Id")).as(what).isNotEmpty();
        if (reply.status() == 503 || reply.status() == 429) {
            assertThat(reply.header("Retry-After")).as(what).isNotEmpty();
        }
        if (reply.status() >= 400 && !request.method().equals("HEAD")) {
            checkProblem(what, reply);
        }
        if (request.meant()) {
            checkTold(what, request.call(), reply);
        }
    }

    private static void checkProblem(String what, RawHttp.Reply reply) {
        assertThat(reply.header("Content-Type")).as(what).startsWith("application/problem+json");
        JsonNode problem = reply.json();
        for (String field : List.of("type", "title", "detail", "code")) {
            assertThat(problem.path(field).asString("")).as(what).isNotBlank();
        }
        assertThat(problem.path("status").asInt(0)).as(what).isEqualTo(reply.status());
        assertThat(problem.path("detail").asString("")).as(what).doesNotContain("Exception", "dev.flare");
    }

    /** The status stands in the document, and what is answered is of the schema that stands there with it. */
    private static void checkTold(String what, Document.Call call, RawHttp.Reply reply) {
        Set<String> told = Set.copyOf(call.answers().propertyNames());
        assertThat(told).as(what).contains(String.valueOf(reply.status()));
        JsonNode schema = call.answer(reply.status());
        if (schema != null) {
            assertThat(DOCUMENT.errors(schema, reply.json())).as(what).isEmpty();
        }
    }

    @AfterProperty
    void the_books_balance_and_flare_is_ready() {
        for (String region : REGIONS) {
            BANK.totals(region, "minPosition=" + BANK.head(region))
                    .path("currencies")
                    .forEach(each -> assertThat(each.path("total").longValue()).isZero());
        }
        BANK.verify();
        BANK.api().get("/actuator/health/readiness").expect(200);
    }
}
