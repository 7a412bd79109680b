-- A batch of appends, in one statement and therefore in one transaction: all of it or none.
-- The head moves only from the state on which the batch was decided, and only if no event carries a tag that only one may
-- carry, as far as memory did not tell. Else nothing is written and the count is 0. The look at the tags is as of the start of
-- the statement, and good: whatever was committed since then moved the head. It asks for their keys only; whether an event that
-- is found really carries the tag, and not one with the same hash, is asked when nothing was written. The index must reach to
-- where memory begins. Where memory tells all, the look is left out.
WITH moved AS (
    UPDATE head SET position = ?, hash = ?, clock = ?
    WHERE one AND position = ? AND hash = ? AND clock = ?
    /* unless taken */ AND (SELECT position FROM tags_head WHERE one) >= ?
    AND NOT EXISTS (SELECT FROM event_tags WHERE tag = ANY (?)) /* end */
    RETURNING clock
) /* appended */
INSERT INTO events (position, id, recorded_at, type, version, tags, metadata, payload, previous_hash, hash)
SELECT n.position, n.id, moved.clock, n.type, n.version, n.tags, n.metadata, n.payload, n.previous_hash, n.hash
FROM moved, unnest(?::event_row[]) AS n
/* inline projections */
