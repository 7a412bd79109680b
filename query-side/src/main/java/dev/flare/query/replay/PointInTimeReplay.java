package dev.flare.query.replay;

import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.StoredEvent;
import dev.flare.messages.Tags;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.Region;
import dev.flare.query.fold.Ledger;
import dev.flare.query.fold.Recorded;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was known at a position, from the events themselves: no view is asked. The log is read in pieces; memory grows with the
 * number of accounts, not of events.
 */
public final class PointInTimeReplay {

    private static final int BATCH = 2_000;

    @FunctionalInterface
    private interface Source {
        List<StoredEvent> after(long position);
    }

    /**
     * All accounts and the totals of a region.
     *
     * @param effectiveAt counts only postings that are effective by then, null for all
     */
    public Replayed replay(EventReader log, Region region, long position, @Nullable Instant effectiveAt) {
        Replay replay = new Replay(new Ledger(region), effectiveAt);
        run(after -> log.after(after, BATCH), position, replay);
        return replay.result(region, position, recordedAt(log, position), true);
    }

    /** One account, from the events that carry its tag; without totals. */
    public Replayed replay(EventReader log, AccountId account, long position, @Nullable Instant effectiveAt) {
        Region region = account.region();
        Replay replay = new Replay(new Ledger(region, account.value()), effectiveAt);
        run(after -> log.withTag(Tags.account(account), after, BATCH), position, replay);
        return replay.result(region, position, recordedAt(log, position), false);
    }

    private static void run(Source source, long position, Replay replay) {
        long at = 0;
        while (at < position) {
            List<StoredEvent> events = source.after(at);
            if (events.isEmpty()) {
                return;
            }
            events.stream().filter(event -> event.position() <= position).forEach(event -> take(event, replay));
            at = events.getLast().position();
        }
    }

    private static void take(StoredEvent event, Replay replay) {
        Recorded recorded = Recorded.read(event);
        if (recorded != null) {
            replay.take(recorded);
        }
    }

    private static @Nullable Instant recordedAt(EventReader log, long position) {
        return log.recordedAt(position).orElse(null);
    }
}
