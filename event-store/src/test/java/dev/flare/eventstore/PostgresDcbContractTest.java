package dev.flare.eventstore;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The contract, kept by PostgreSQL. */
class PostgresDcbContractTest extends DcbContract {

    /** One database for all of it: each test goes on where the one before has stopped, with processes of its own. */
    private static final TestLog SHARED = new TestLog();

    @Override
    Processes newLog() {
        return new OnPostgres(TestLog.settings()
                .withUniqueTagKeys(Set.of(UNIQUE))
                .withRecentEvents(RECENT_EVENTS)
                .withPatience(Duration.ofSeconds(20)));
    }

    static final class OnPostgres implements Processes {

        private final TestLog log = SHARED;
        private final EventStoreSettings settings;

        OnPostgres(EventStoreSettings settings) {
            this.settings = settings;
        }

        @Override
        public Process open() {
            return process(log.open(settings));
        }

        @Override
        public Hold hold() {
            return log.holdHead()::close;
        }

        @Override
        public List<StoredEvent> read(long after) {
            return log.reader().after(after, Integer.MAX_VALUE);
        }

        @Override
        public void close() {
            log.closeStores();
        }
    }

    static Processes.Process process(EventStore store) {
        return new Processes.Process() {
            @Override
            public Sourced source(Criteria criteria, Marker after) {
                return store.source(criteria, after);
            }

            @Override
            public Sourced sourceAhead(Criteria criteria, Marker after) {
                return store.sourceAhead(criteria, after);
            }

            @Override
            public CompletableFuture<Appended> append(List<NewEvent> events, List<AppendCondition> conditions) {
                return store.append(events, conditions);
            }

            @Override
            public CompletableFuture<Appended> appendAndStay(List<NewEvent> events, List<AppendCondition> conditions) {
                return store.appendAndStay(Append.of(events).onlyIf(conditions));
            }
        };
    }
}
