package dev.flare.eventstore;

/**
 * Up to where a reader has seen the log. A committed marker is a position and good for ever. A marker that was read ahead of
 * the commit covers appends that are on their way to the database; it is good only as long as none of them fails, which the
 * epoch tells: it changes whenever one does.
 *
 * @param epoch {@link #COMMITTED}, or the store's epoch when it was read ahead
 */
public record Marker(long position, long epoch) {

    static final long COMMITTED = -1;

    /** Before the first event. */
    public static final Marker ORIGIN = at(0);

    /** Everything up to a committed position was seen. */
    public static Marker at(long position) {
        return new Marker(position, COMMITTED);
    }

    public boolean isCommitted() {
        return epoch == COMMITTED;
    }

    /** What both have seen. */
    public Marker lowest(Marker other) {
        long both = Math.min(position, other.position);
        if (isCommitted()) {
            return new Marker(both, other.epoch);
        }
        return new Marker(both, other.isCommitted() ? epoch : Math.min(epoch, other.epoch));
    }
}
