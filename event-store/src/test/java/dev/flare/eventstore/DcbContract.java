package dev.flare.eventstore;

import static dev.flare.eventstore.Events.event;
import static dev.flare.eventstore.Events.failure;
import static dev.flare.eventstore.Events.get;
import static dev.flare.eventstore.Events.none;
import static dev.flare.eventstore.Events.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.eventstore.Audit.Told;
import dev.flare.eventstore.Processes.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/**
 * What every log with dynamic consistency boundaries must do, whatever it is made of. That a decision is right is judged by
 * {@link Audit} alone: what an append was decided on must be all that stands before it.
 *
 * <p>Not asked here: durability, and what happens when the database goes away.
 */
abstract class DcbContract {

    static final String UNIQUE = "key";
    static final int RECENT_EVENTS = 8;
    private static final int WRITERS = 64;
    private static final int ROUNDS = 12;

    /** A log, maybe not empty, on which {@link #UNIQUE} tags are unique, and whose processes remember few events. */
    abstract Processes newLog();

    /** A step of a random history: some process reads with a marker that somebody got earlier, or appends behind it. */
    record Step(int process, Criteria criteria, int marker, List<NewEvent> append) {}

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void one_process_decides_as_the_model_does(@ForAll("histories") List<Step> history) {
        follow(history, 1);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void two_processes_decide_as_the_model_does(@ForAll("histories") List<Step> history) {
        follow(history, 2);
    }

    private void follow(List<Step> history, int processes) {
        try (Processes log = newLog()) {
            List<Process> all = open(log, processes);
            List<Marker> markers = new ArrayList<>(List.of(Marker.ORIGIN));
            List<StoredEvent> model = new ArrayList<>(log.read(0));
            for (Step step : history) {
                Process process = all.get(step.process() % processes);
                Marker after = markers.get(step.marker() % markers.size());
                if (step.append().isEmpty()) {
                    markers.add(sources_what_the_model_has(process, step.criteria(), after, model));
                } else {
                    decides_as_the_model(process, step, after, model);
                    model.addAll(log.read(model.size()));
                }
            }
            new Audit(model).log_is_sound().carries_each_once(UNIQUE);
        }
    }

    private static Marker sources_what_the_model_has(
            Process process, Criteria criteria, Marker after, List<StoredEvent> model) {
        Sourced sourced = process.source(criteria, after);
        assertThat(sourced.upTo().position()).as("a marker never falls back").isBetween(after.position(), (long)
                model.size());
        assertThat(ids(sourced))
                .isEqualTo(Audit.matching(
                        model, criteria, after.position(), sourced.upTo().position()));
        return sourced.upTo();
    }

    private static void decides_as_the_model(Process process, Step step, Marker after, List<StoredEvent> model) {
        boolean acceptable = Audit.matching(model, step.criteria(), after.position(), Long.MAX_VALUE)
                        .isEmpty()
                && step.append().stream()
                        .flatMap(event -> event.tags().stream())
                        .filter(tag -> tag.startsWith(UNIQUE + "="))
                        .noneMatch(
                                tag -> model.stream().anyMatch(row -> row.tags().contains(tag)));
        List<AppendCondition> conditions = List.of(none(step.criteria(), after));
        if (acceptable) {
            get(process.append(step.append(), conditions)
                    .exceptionallyCompose(failure -> wasOutrun(failure)
                            ? process.append(step.append(), conditions)
                            : CompletableFuture.failedFuture(failure)));
        } else {
            assertThat(failure(process.append(step.append(), conditions))).isInstanceOf(AppendRejectedException.class);
        }
    }

    /** The other process appended more than this one remembers: all that it asks for is to try again. */
    private static boolean wasOutrun(Throwable failure) {
        return failure instanceof AppendRejectedException
                && String.valueOf(failure.getMessage()).startsWith("much was appended elsewhere");
    }

    @Example
    void an_append_meets_its_neighbours_that_are_not_committed_yet() {
        try (Processes log = newLog()) {
            Process process = log.open();
            Marker end = process.source(tagged("a=1"), Marker.ORIGIN).upTo();
            CompletableFuture<Appended> first;
            CompletableFuture<Appended> second;
            try (Processes.Hold hold = log.hold()) {
                first = process.append(List.of(event("A", "a=1")), List.of(none(tagged("a=1"), end)));
                second = process.append(List.of(event("A", "a=1")), List.of(none(tagged("a=1"), end)));
            }
            assertThat(get(first).firstPosition()).isEqualTo(end.position() + 1);
            assertThat(failure(second)).isInstanceOf(AppendRejectedException.class);
        }
    }

    @Example
    void writers_of_one_process_decide_on_all_that_stands_before() {
        try (Processes log = newLog()) {
            writers_decide_on_all_that_stands_before(log, open(log, 1));
        }
    }

    @Example
    void writers_of_two_processes_decide_on_all_that_stands_before() {
        try (Processes log = newLog()) {
            writers_decide_on_all_that_stands_before(log, open(log, 2));
        }
    }

    private static void writers_decide_on_all_that_stands_before(Processes log, List<Process> processes) {
        int before = log.read(0).size();
        List<Told> told = Writers.run(processes, WRITERS, ROUNDS).acknowledged();
        assertThat(told).as("some were accepted").hasSizeGreaterThan(WRITERS);
        new Audit(log.read(0))
                .log_is_sound()
                .grew_by_exactly(told, before)
                .each_was_decided_on_all_that_stands_before_it(told)
                .carries_each_once(UNIQUE);
    }

    @Example
    void a_reader_never_sees_a_part_of_an_append() {
        try (Processes log = newLog()) {
            List<Process> processes = open(log, 2);
            AtomicBoolean done = new AtomicBoolean();
            long start = log.read(0).size();
            CompletableFuture<Long> reader = CompletableFuture.supplyAsync(
                    () -> {
                        long position = start;
                        while (!done.get()) {
                            position = sees_whole_appends(log.read(position), position);
                        }
                        return sees_whole_appends(log.read(position), position);
                    },
                    Thread::startVirtualThread);
            try {
                Writers.run(processes, WRITERS, ROUNDS);
            } finally {
                done.set(true);
            }
            assertThat(get(reader)).isGreaterThan(start);
        }
    }

    private static long sees_whole_appends(List<StoredEvent> events, long after) {
        for (int i = 0; i < events.size(); ) {
            String append = events.get(i).payload();
            int size = Writers.sizeOf(append);
            assertThat(events.subList(i, Math.min(events.size(), i + size)))
                    .as("all of an append, or nothing of it")
                    .hasSize(size)
                    .allMatch(event -> event.payload().equals(append));
            i += size;
        }
        return events.isEmpty() ? after : events.getLast().position();
    }

    static List<Process> open(Processes log, int processes) {
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            all.add(log.open());
        }
        return all;
    }

    static List<UUID> ids(Sourced sourced) {
        return sourced.events().stream().map(found -> found.event().id()).toList();
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Set<String>> types = Arbitraries.of("A", "B", "C").set().ofMaxSize(2);
        Arbitrary<Set<String>> tags =
                Arbitraries.of("a=1", "a=2", "b=1", "b=2").set().ofMaxSize(2);
        Arbitrary<Criteria> criteria = Combinators.combine(types, tags)
                .as(Criterion::new)
                .list()
                .ofMaxSize(3)
                .map(Criteria::new);
        Arbitrary<String> key = Arbitraries.integers().between(1, 40).map(number -> UNIQUE + "=" + number);
        Arbitrary<NewEvent> events = Combinators.combine(Arbitraries.of("A", "B", "C"), tags, key.optional(0.2))
                .as((type, some, unique) -> {
                    List<String> all = new ArrayList<>(some);
                    unique.ifPresent(all::add);
                    return event(type, all.toArray(String[]::new));
                });
        Arbitrary<List<NewEvent>> append = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(List.of())),
                Tuple.of(2, events.list().ofMinSize(1).ofMaxSize(4).filter(DcbContract::sharesNoUniqueTag)));
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(3, 0), Tuple.of(1, 1)),
                        criteria,
                        Arbitraries.integers().between(0, 1_000),
                        append)
                .as(Step::new)
                .list()
                .ofSize(60);
    }

    private static boolean sharesNoUniqueTag(List<NewEvent> append) {
        List<String> unique = append.stream()
                .flatMap(event -> event.tags().stream())
                .filter(tag -> tag.startsWith(UNIQUE + "="))
                .toList();
        return Set.copyOf(unique).size() == unique.size();
    }
}
