package dev.flare.eventstore.axon;

import dev.flare.eventstore.Marker;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;

/** A consistency marker that covers appends on their way to the database, and so depends on none of them failing. */
final class ReadAheadMarker extends GlobalIndexConsistencyMarker {

    private final Marker marker;

    private ReadAheadMarker(Marker marker) {
        super(marker.position());
        this.marker = marker;
    }

    static GlobalIndexConsistencyMarker of(Marker marker) {
        return marker.isCommitted() ? new GlobalIndexConsistencyMarker(marker.position()) : new ReadAheadMarker(marker);
    }

    /** Back to the store's own marker; the origin is position 0. */
    static Marker from(ConsistencyMarker marker) {
        return marker instanceof ReadAheadMarker ahead
                ? ahead.marker
                : Marker.at(Math.max(0, GlobalIndexConsistencyMarker.position(marker)));
    }

    @Override
    protected ConsistencyMarker doLowerBound(GlobalIndexConsistencyMarker other) {
        return of(marker.lowest(from(other)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReadAheadMarker ahead && ahead.marker.equals(marker);
    }

    @Override
    public int hashCode() {
        return marker.hashCode();
    }
}
