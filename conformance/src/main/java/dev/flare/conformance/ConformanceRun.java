package dev.flare.conformance;

import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Has a participant do and undo work in transactions that it makes up, in every order in which a supervisor, a network and a
 * crash may bring them, and compares what it answers with what it owes. Whatever it began it ends.
 */
public final class ConformanceRun {

    /** With what the ids of all its transactions begin. */
    public static final String PREFIX = "sandbox-";

    private static final String REPORTS_ARRIVE = "reports-arrive";
    private static final String NOTHING_LEFT_OPEN = "nothing-left-open";

    /**
     * A Flare under whose supervision the transactions are to be.
     *
     * @param participant the name under which the participant reports
     */
    public record Supervised(URI flare, String participant) {}

    private final Endpoints endpoints;
    private final @Nullable Supervised supervised;
    private final List<Cases.Case> cases;
    private final Patience patience;
    private final RandomGenerator random;

    /** @param supervised nothing to ask the participant alone */
    public ConformanceRun(Endpoints endpoints, @Nullable Supervised supervised) {
        this(endpoints, supervised, Cases.all(), Patience.USUAL, new Random());
    }

    ConformanceRun(
            Endpoints endpoints,
            @Nullable Supervised supervised,
            List<Cases.Case> cases,
            Patience patience,
            RandomGenerator random) {
        this.endpoints = endpoints;
        this.supervised = supervised;
        this.cases = cases;
        this.patience = patience;
        this.random = random;
    }

    /**
     * Runs every case, one after the other.
     *
     * @param heard is told of each as it ends
     * @throws NotReachable when the participant, or Flare, does not answer
     * @throws IllegalArgumentException when Flare refuses such transactions, or such a name
     */
    public Result run(Consumer<CaseResult> heard) {
        try (Http http = new Http(patience.call())) {
            refuseSilence(http);
            List<CaseResult> results = new ArrayList<>();
            String run = PREFIX + HexFormat.of().toHexDigits(random.nextLong()).substring(0, 10);
            Consumer<CaseResult> add = result -> {
                results.add(result);
                heard.accept(result);
            };
            Supervised by = supervised;
            if (by == null) {
                all(http, new Alone(), run, add);
            } else {
                SandboxOfFlare sandbox = new SandboxOfFlare(http, by.flare(), by.participant());
                all(http, sandbox, run, add);
                add.accept(reportsArrive(http, sandbox, run));
                add.accept(nothingLeftOpen(sandbox));
            }
            return new Result(endpoints.base().toString(), results);
        }
    }

    private void refuseSilence(Http http) {
        Came came = http.send("GET", endpoints.statusOf(PREFIX + "nobody"), "");
        if (came.status() == Http.SILENCE) {
            throw new NotReachable(endpoints.base() + " does not answer (" + came.body() + ")");
        }
    }

    private void all(Http http, Sandbox sandbox, String run, Consumer<CaseResult> heard) {
        for (Cases.Case one : cases) {
            Transactions transactions = new Transactions(run + "-" + one.name(), sandbox);
            heard.accept(ran(http, one, transactions));
        }
    }

    private CaseResult ran(Http http, Cases.Case one, Transactions transactions) {
        Asked asked = new Asked(endpoints, http, patience);
        try {
            one.course().run(asked, transactions);
        } finally {
            transactions.end(asked::compensatedAtLast);
        }
        return new CaseResult(one.name(), one.promise(), asked.steps());
    }

    private CaseResult reportsArrive(Http http, SandboxOfFlare sandbox, String run) {
        Cases.Course course = (asked, transactions) -> {
            String id = transactions.begin();
            asked.works(id);
            long until = System.nanoTime() + 2 * patience.until().toNanos();
            while (!hasReported(sandbox, id) && System.nanoTime() < until) {
                patience.pause();
            }
            asked.step(
                    "GET the transaction from Flare",
                    "hasStarted and hasCompleted",
                    sandbox.participant(id),
                    hasReported(sandbox, id));
        };
        Cases.Case one = new Cases.Case(REPORTS_ARRIVE, "what was done is reported to Flare", course);
        return ran(http, one, new Transactions(run + "-" + REPORTS_ARRIVE, sandbox));
    }

    private static boolean hasReported(SandboxOfFlare sandbox, String id) {
        return sandbox.participant(id).path("hasStarted").asBoolean(false)
                && sandbox.participant(id).path("hasCompleted").asBoolean(false);
    }

    private static CaseResult nothingLeftOpen(SandboxOfFlare sandbox) {
        Set<String> open = sandbox.leftOpen();
        Step step = new Step(
                "GET the run's transactions and their alerts from Flare",
                "every one is over, and its alert resolved",
                open.isEmpty() ? "none is open" : String.join(", ", open),
                open.isEmpty());
        return new CaseResult(NOTHING_LEFT_OPEN, "the run leaves no transaction and no alert open", List.of(step));
    }
}
