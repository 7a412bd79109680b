package dev.flare.eventstore.axon;

/** What the timestamp of an event message is once it was stored. */
public enum Timestamps {
    /** When the store recorded the event: one clock for all, never decreasing. Costs nothing. */
    RECORDED,
    /** The one that the message had when it was published, kept in the event's metadata. */
    PUBLISHED
}
