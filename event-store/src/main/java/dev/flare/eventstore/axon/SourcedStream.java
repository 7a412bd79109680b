package dev.flare.eventstore.axon;

import java.util.List;
import java.util.Optional;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.eventhandling.EventMessage;

/** A finite stream of what was read already. Used by one thread at a time, as Axon does. */
final class SourcedStream implements MessageStream<EventMessage> {

    private final List<Entry<EventMessage>> entries;
    private int next;

    SourcedStream(List<Entry<EventMessage>> entries) {
        this.entries = entries;
    }

    @Override
    public Optional<Entry<EventMessage>> next() {
        return hasNextAvailable() ? Optional.of(entries.get(next++)) : Optional.empty();
    }

    @Override
    public Optional<Entry<EventMessage>> peek() {
        return hasNextAvailable() ? Optional.of(entries.get(next)) : Optional.empty();
    }

    @Override
    public void setCallback(Runnable callback) {
        callback.run();
    }

    @Override
    public Optional<Throwable> error() {
        return Optional.empty();
    }

    @Override
    public boolean isCompleted() {
        return next >= entries.size();
    }

    @Override
    public boolean hasNextAvailable() {
        return next < entries.size();
    }

    @Override
    public void close() {
        next = entries.size();
    }
}
