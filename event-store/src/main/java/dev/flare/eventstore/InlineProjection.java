package dev.flare.eventstore;

import java.util.regex.Pattern;

/**
 * Rows that are there the moment the events are: SQL that the store runs in the transaction of every append, over all events
 * of its batch at once. For what must never be a moment late, such as who takes part in a transaction; all else follows the
 * log afterwards and costs the append nothing.
 *
 * <p>The SQL is one INSERT, UPDATE, DELETE or MERGE without parameters (a JSON operator {@code ?} is written {@code ??}). It
 * reads the relation {@code appended}, which has the columns of {@code events}:
 *
 * <pre>{@code
 * INSERT INTO participation (transaction_id, step)
 * SELECT payload::json ->> 'transaction', payload::json ->> 'step' FROM appended WHERE type = 'saga.StepStarted'
 * }</pre>
 *
 * <p>Its tables are in the events' database and the appending role may write them. All of an append's statements see the rows as
 * they were before the batch: neither the batch's events in {@code events} nor what another inline projection writes. Batches
 * come one after the other, whichever process they come from.
 *
 * <p>When it fails, nothing is appended: then the batch is tried append by append, and the append on which it fails is rejected.
 * So a constraint of its tables, or what a trigger of theirs raises, is a condition of the append. When the role may not write a
 * row or a table is gone, the append fails as unavailable instead. A row that two appends of a batch touch by ON CONFLICT DO UPDATE
 * is such a failure and mends itself, at the price of speed; a row that two events of one append touch does not.
 *
 * @param name for the people who read plans; letters, digits and underscores
 */
public record InlineProjection(String name, String sql) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");

    public InlineProjection {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("an inline projection's name is like participation_rows, not " + name);
        }
    }
}
