package dev.flare.eventstore;

import static dev.flare.eventstore.Events.none;

import dev.flare.eventstore.Audit.Told;
import dev.flare.eventstore.Processes.Process;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Many callers who decide and append at the same time on few tags, as command handlers do: each keeps what it has sourced,
 * reads only what is new, half of the time ahead of the commit, and starts anew when what it read ahead failed.
 */
final class Writers {

    private static final AtomicInteger APPENDS = new AtomicInteger();

    private record Kept(List<UUID> seen, Marker upTo) {
        static final Kept NOTHING = new Kept(List.of(), Marker.ORIGIN);
    }

    private final List<Told> acknowledged = Collections.synchronizedList(new ArrayList<>());
    private final List<List<NewEvent>> unknown = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> unexpected = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();

    /** What was acknowledged. */
    List<Told> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** The appends of which the store could not say what became of them. */
    List<List<NewEvent>> unknown() {
        return List.copyOf(unknown);
    }

    static Writers run(List<Process> processes, int writers, int rounds) {
        return start(processes, writers, rounds, () -> true).join();
    }

    static Writers start(List<Process> processes, int writers, int rounds, BooleanSupplier more) {
        Writers all = new Writers();
        for (int i = 0; i < writers; i++) {
            Process process = processes.get(i % processes.size());
            Random random = new Random(i);
            all.threads.add(Thread.startVirtualThread(() -> all.write(process, random, rounds, more)));
        }
        return all;
    }

    Writers join() {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (!unexpected.isEmpty()) {
            throw new AssertionError("a writer met what it should not", unexpected.getFirst());
        }
        return this;
    }

    private void write(Process process, Random random, int rounds, BooleanSupplier more) {
        Map<Criteria, Kept> cache = new HashMap<>();
        try {
            for (int round = 0; round < rounds && more.getAsBoolean(); round++) {
                Criteria criteria = criteria(random);
                boolean ahead = random.nextBoolean();
                try {
                    Kept kept = readOn(process, criteria, cache.getOrDefault(criteria, Kept.NOTHING), ahead);
                    cache.put(criteria, kept);
                    append(process, random, criteria, kept);
                } catch (AppendRejectedException e) {
                    cache.remove(criteria);
                } catch (StoreUnavailableException e) {
                    cache.remove(criteria); // sourcing needs the database too
                }
            }
        } catch (RuntimeException | Error e) {
            unexpected.add(e);
        }
    }

    private static Kept readOn(Process process, Criteria criteria, Kept kept, boolean ahead) {
        Sourced more = ahead ? process.sourceAhead(criteria, kept.upTo()) : process.source(criteria, kept.upTo());
        List<UUID> seen = new ArrayList<>(kept.seen());
        seen.addAll(DcbContract.ids(more));
        return new Kept(seen, more.upTo());
    }

    private void append(Process process, Random random, Criteria criteria, Kept kept) {
        List<NewEvent> events = events(random);
        List<AppendCondition> conditions = List.of(none(criteria, kept.upTo()));
        CompletableFuture<Appended> outcome =
                random.nextBoolean() ? process.append(events, conditions) : process.appendAndStay(events, conditions);
        try {
            acknowledged.add(new Told(events, criteria, kept.seen(), Events.get(outcome)));
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreUnavailableException) {
                unknown.add(events);
            } else if (!(e.getCause() instanceof AppendRejectedException)) {
                throw e;
            }
        }
    }

    private static Criteria criteria(Random random) {
        Criterion one = new Criterion(random.nextBoolean() ? Set.of() : Set.of("A"), Set.of(tag(random)));
        return random.nextInt(3) > 0
                ? Criteria.of(one)
                : Criteria.of(one, new Criterion(Set.of("B"), new HashSet<>(List.of(tag(random), tag(random)))));
    }

    private static List<NewEvent> events(Random random) {
        int size = 1 + random.nextInt(4);
        String append = size + ":" + APPENDS.incrementAndGet();
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<String> tags = new ArrayList<>(List.of(tag(random), tag(random)));
            if (i == 0 && random.nextInt(4) == 0) {
                tags.add(DcbContract.UNIQUE + "=" + random.nextInt(400));
            }
            events.add(new NewEvent(
                    UUID.randomUUID(),
                    random.nextBoolean() ? "A" : "B",
                    "1",
                    tags.stream().distinct().toList(),
                    append));
        }
        return events;
    }

    private static String tag(Random random) {
        return "account=" + random.nextInt(24);
    }

    /** How many events the append has that an event of it belongs to. */
    static int sizeOf(String payload) {
        return Integer.parseInt(payload.substring(0, payload.indexOf(':')));
    }
}
