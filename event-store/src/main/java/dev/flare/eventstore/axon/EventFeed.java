package dev.flare.eventstore.axon;

import dev.flare.eventstore.Arrivals;
import dev.flare.eventstore.Criteria;
import dev.flare.eventstore.EventReader;
import dev.flare.eventstore.StoreUnavailableException;
import dev.flare.eventstore.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.axonframework.messaging.core.Context;
import org.axonframework.messaging.core.QueueMessageStream;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills one open-ended stream from the log, as fast as its consumer takes: at most a queue and a page of events are in memory,
 * however far behind the consumer is, and no connection is held while it does something else. Wakes when something arrives; a
 * look once a second, which costs one statement, is the safety net.
 *
 * <p>What the consumer asks for by one tag is found by index. Other criteria are compared with everything, a range of the log
 * at a time; what was searched is not searched again.
 *
 * <p>A database that goes away and comes back is waited for, and nothing is missed or given twice. Everything else that goes
 * wrong ends the stream with that error.
 */
final class EventFeed implements Runnable {

    static final int QUEUE = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    private static final int SEARCHED_AT_ONCE = 10_000;
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final EventReader reader;
    private final Arrivals arrivals;
    private final Criteria criteria;
    private final Function<StoredEvent, EventMessage> translation;
    private final Duration idle;
    private final QueueMessageStream<EventMessage> stream = new QueueMessageStream<>(new ArrayBlockingQueue<>(QUEUE));
    private final Semaphore room = new Semaphore(QUEUE);
    private volatile long position;
    private long head;

    EventFeed(
            EventReader reader,
            Arrivals arrivals,
            long after,
            Criteria criteria,
            Function<StoredEvent, EventMessage> translation) {
        this(reader, arrivals, after, criteria, translation, IDLE);
    }

    EventFeed(
            EventReader reader,
            Arrivals arrivals,
            long after,
            Criteria criteria,
            Function<StoredEvent, EventMessage> translation,
            Duration idle) {
        this.reader = reader;
        this.arrivals = arrivals;
        this.position = after;
        this.criteria = criteria;
        this.translation = translation;
        this.idle = idle;
        stream.onConsumeCallback(room::release);
    }

    QueueMessageStream<EventMessage> stream() {
        return stream;
    }

    /** Up to where its consumer has taken it. */
    long taken() {
        long read = position;
        return stream.peek()
                .flatMap(TrackingToken::fromContext)
                .map(next -> next.position().orElse(read + 1) - 1)
                .orElse(read);
    }

    @Override
    public void run() {
        try {
            while (!stream.isClosed()) {
                long seen = arrivals.count();
                if (!feed()) {
                    arrivals.await(seen, idle);
                }
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            stream.completeExceptionally(e);
        }
    }

    private boolean feed() throws InterruptedException {
        List<StoredEvent> events;
        long upTo;
        try {
            upTo = searchable();
            if (upTo <= position) {
                return false;
            }
            events = reader.matching(criteria, position, upTo, QUEUE);
        } catch (StoreUnavailableException e) {
            LOG.warn("a stream waits for its database: {}", e.getMessage());
            return false;
        }
        for (StoredEvent event : events) {
            offer(event);
            position = event.position();
        }
        if (events.size() < QUEUE) {
            position = upTo;
        }
        return true;
    }

    /** Up to where the next statement looks. The end of the log is only asked for when all up to the last one was searched. */
    private long searchable() {
        if (position >= head) {
            head = reader.head().position();
        }
        return isByOneTag() ? head : Math.min(head, position + SEARCHED_AT_ONCE);
    }

    private boolean isByOneTag() {
        return criteria.anyOf().stream().allMatch(criterion -> criterion.tags().size() == 1);
    }

    /** Waits for room, unless the stream was closed. */
    private void offer(StoredEvent event) throws InterruptedException {
        while (!stream.isClosed()) {
            if (room.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
                stream.offer(translation.apply(event), at(event.position()));
                return;
            }
        }
    }

    private static Context at(long position) {
        return TrackingToken.addToContext(Context.empty(), new GlobalSequenceTrackingToken(position));
    }
}
