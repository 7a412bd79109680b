package dev.flare.conformance;

import java.net.URI;

/**
 * Where a participant is asked.
 *
 * @param base without a slash at the end
 * @param work the path that has a transaction's work done
 * @param compensate the path that has it undone
 * @param status the path that answers its row, with {@link #ID} where the transaction's id belongs
 */
public record Endpoints(URI base, String work, String compensate, String status) {

    public static final String WORK = "/work";
    public static final String COMPENSATE = "/compensate";
    public static final String STATUS = "/status/{transactionId}";
    public static final String ID = "{transactionId}";

    public Endpoints {
        if (!status.contains(ID)) {
            throw new IllegalArgumentException("the path of the status needs " + ID);
        }
    }

    /** The paths that are meant when nothing is said. */
    public static Endpoints at(URI base) {
        return new Endpoints(base, WORK, COMPENSATE, STATUS);
    }

    URI toWork() {
        return URI.create(base + work);
    }

    URI toCompensate() {
        return URI.create(base + compensate);
    }

    URI statusOf(String transactionId) {
        return URI.create(base + status.replace(ID, transactionId));
    }
}
