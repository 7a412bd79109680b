package dev.flare.saga.kafka;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How the intake of reports fares, for whoever asks. Knows it without asking Kafka or the database. */
final class IntakeState {

    /**
     * What is known.
     *
     * @param heartbeat when the brokers were last heard of; before that, when the intake began
     * @param failures how many attempts failed in a row
     * @param failure what the last of these failed with
     * @param work how much there is
     * @param parked how many records are parked, by whichever supervisor; -1 before they were first counted
     */
    record Seen(Instant heartbeat, int failures, @Nullable String failure, Load work, long parked) {}

    /**
     * @param partitions how many this supervisor has
     * @param inWork how many records are being decided
     * @param lag how many more there are in the partition in which there are most
     */
    record Load(int partitions, int inWork, long lag) {}

    // They fail apart: that the brokers answer says nothing of the database.
    private static final class Failures {

        private int inRow;
        private @Nullable String last;

        void add(String why) {
            inRow++;
            last = why;
        }

        void over() {
            inRow = 0;
            last = null;
        }
    }

    private final Clock clock;
    private final Failures brokers = new Failures();
    private final Failures records = new Failures();
    private Instant heartbeat;
    private Load work = new Load(0, 0, 0);
    private long parked = -1;

    IntakeState(Clock clock) {
        this.clock = clock;
        this.heartbeat = clock.instant();
    }

    synchronized Seen seen() {
        String failure = brokers.last == null ? records.last : brokers.last;
        return new Seen(heartbeat, brokers.inRow + records.inRow, failure, work, parked);
    }

    synchronized void recordFailed(String why) {
        records.add(why);
    }

    synchronized void recordWentWell() {
        records.over();
    }

    synchronized void brokersFailed(String why) {
        brokers.add(why);
    }

    synchronized void heardOfBrokers(long secondsAgo) {
        brokers.over();
        heartbeat = clock.instant().minusSeconds(secondsAgo);
    }

    synchronized void hasWork(Load load) {
        work = load;
    }

    /** Until they are counted again; one that was parked before is counted twice so long. */
    synchronized void parkedOne() {
        parked = Math.max(0, parked) + 1;
    }

    synchronized void counted(long all) {
        parked = all;
    }
}
