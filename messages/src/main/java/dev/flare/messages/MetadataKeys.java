package dev.flare.messages;

/** The keys of an event's metadata. */
public final class MetadataKeys {

    /** What the request, its events and everything caused by them have in common. */
    public static final String CORRELATION_ID = "correlationId";

    /** The id of the command that caused the event. */
    public static final String CAUSATION_ID = "causationId";

    /** The request that carried an {@code Idempotency-Key}, as JSON: what a repetition is compared with. */
    public static final String REQUEST = "request";

    /** The {@code Idempotency-Key} itself; the event is also tagged with it. */
    public static final String IDEMPOTENCY_KEY = "idempotencyKey";

    /**
     * The {@code Idempotency-Key} of a batch of which each item stands for itself; the event of the item that was done first is
     * tagged with it too.
     */
    public static final String BATCH_KEY = "batchIdempotencyKey";

    /** What a repetition of such a batch is compared with, beside its items. */
    public static final String BATCH_REQUEST = "batchRequest";

    /** The batch that an event was appended in. */
    public static final String BATCH_ID = "batchId";

    /** How many transfers that batch has; their events follow each other. */
    public static final String BATCH_SIZE = "batchSize";

    private MetadataKeys() {}
}
