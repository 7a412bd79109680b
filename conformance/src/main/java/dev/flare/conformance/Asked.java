package dev.flare.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One case while it runs: what is asked, what is expected of the answer, what came. */
final class Asked {

    private final Endpoints endpoints;
    private final Http http;
    private final Patience patience;
    private final List<Step> steps = new ArrayList<>();

    Asked(Endpoints endpoints, Http http, Patience patience) {
        this.endpoints = endpoints;
        this.http = http;
        this.patience = patience;
    }

    List<Step> steps() {
        return steps;
    }

    void step(String sent, String expected, Object came, boolean isRight) {
        steps.add(new Step(sent, expected, String.valueOf(came), isRight));
    }

    Came work(String id) {
        return http.send("POST", endpoints.toWork(), body(id));
    }

    Came compensate(String id) {
        return http.send("POST", endpoints.toCompensate(), body(id));
    }

    private static String body(String id) {
        return "{\"transactionId\":\"" + id + "\"}";
    }

    Came workWith(String body) {
        return http.send("POST", endpoints.toWork(), body);
    }

    Came compensateWith(String body) {
        return http.send("POST", endpoints.toCompensate(), body);
    }

    private Came status(String id) {
        return http.send("GET", endpoints.statusOf(id), "");
    }

    /** Work that is expected to be done. */
    void works(String id) {
        expect("POST work", "2xx", work(id), Came::isSuccess);
    }

    /** Work that is expected to be refused. */
    void isTooLate(String id, String when) {
        expect("POST work " + when, "4xx: too late", work(id), Came::isRefusal);
    }

    void expect(String sent, String expected, Came came, Predicate<Came> right) {
        step(sent, expected, came, right.test(came));
    }

    /** A compensation, asked for again while it is told to, as the supervisor does. */
    void compensates(String id, String how) {
        expect("POST compensate " + how, "2xx", compensatedAtLast(id), Came::isSuccess);
    }

    Came compensatedAtLast(String id) {
        long until = System.nanoTime() + patience.until().toNanos();
        Came came = compensate(id);
        while (came.isAskedAgain() && System.nanoTime() < until) {
            patience.pause();
            came = compensate(id);
        }
        return came;
    }

    /** The row, which may take a moment to become so. After an answer that was wrong nothing is waited for. */
    void becomes(String id, StatusRow.Expected expected) {
        boolean isWorthWaiting = steps.stream().allMatch(Step::isRight);
        long until = System.nanoTime() + (isWorthWaiting ? patience.until().toNanos() : 0);
        Came came = status(id);
        while (!is(came, expected) && System.nanoTime() < until) {
            patience.pause();
            came = status(id);
        }
        step("GET status", expected.words(), came, is(came, expected));
    }

    /** The row, which must be so now and a moment later. */
    void stays(String id, StatusRow.Expected expected) {
        Came came = status(id);
        if (is(came, expected)) {
            patience.pause();
            came = status(id);
        }
        step("GET status", expected.words(), came, is(came, expected));
    }

    private static boolean is(Came came, StatusRow.Expected expected) {
        StatusRow row = StatusRow.of(came);
        return row.isReadable() && expected.is(row);
    }

    /** Several calls at the same moment. */
    @SafeVarargs
    static List<Came> atOnce(Supplier<Came>... calls) {
        List<CompletableFuture<Came>> all = Stream.of(calls)
                .map(call -> CompletableFuture.supplyAsync(call, Thread::startVirtualThread))
                .toList();
        return all.stream().map(CompletableFuture::join).toList();
    }
}
