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
 * Fills one open-ended stream from the log, as fast as its consumer takes: at most a queue of events is in memory, however
 * far behind the consumer is. Survives a database that goes away and comes back.
 */
final class EventFeed implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    private static final int QUEUE = 1_024;
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final EventReader reader;
    private final Arrivals arrivals;
    private final Criteria criteria;
    private final Function<StoredEvent, EventMessage> translation;
    private final QueueMessageStream<EventMessage> stream = new QueueMessageStream<>(new ArrayBlockingQueue<>(QUEUE));
    private final Semaphore room = new Semaphore(QUEUE);
    private long position;

    EventFeed(
            EventReader reader,
            Arrivals arrivals,
            long after,
            Criteria criteria,
            Function<StoredEvent, EventMessage> translation) {
        this.reader = reader;
        this.arrivals = arrivals;
        this.position = after;
        this.criteria = criteria;
        this.translation = translation;
        stream.onConsumeCallback(room::release);
    }

    QueueMessageStream<EventMessage> stream() {
        return stream;
    }

    @Override
    public void run() {
        try {
            while (!stream.isClosed()) {
                long seen = arrivals.count();
                if (!feed()) {
                    arrivals.await(seen, IDLE);
                }
            }
        } catch (InterruptedException e) {
            stream.completeExceptionally(e);
        } catch (RuntimeException e) {
            stream.completeExceptionally(e);
        }
    }

    private boolean feed() throws InterruptedException {
        List<StoredEvent> events;
        try {
            events = reader.after(position, QUEUE);
        } catch (StoreUnavailableException e) {
            LOG.warn("a stream waits for its database: {}", e.getMessage());
            return false;
        }
        for (StoredEvent event : events) {
            if (criteria.matches(event.type(), event.tags()) && !offer(event)) {
                return true;
            }
            position = event.position();
        }
        return !events.isEmpty();
    }

    /** Waits for room, and gives up when the stream was closed meanwhile. */
    private boolean offer(StoredEvent event) throws InterruptedException {
        while (!room.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
            if (stream.isClosed()) {
                return false;
            }
        }
        Context context =
                TrackingToken.addToContext(Context.empty(), new GlobalSequenceTrackingToken(event.position()));
        return stream.offer(translation.apply(event), context);
    }
}
