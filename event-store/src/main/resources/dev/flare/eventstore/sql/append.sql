-- A batch of appends, in one statement and therefore in one transaction: all of it or none.
-- The head moves only from the state on which the batch was decided, and only if no event carries a tag that only one may
-- carry, as far as memory did not tell. Else nothing is written and the count is 0. The look at the tags is as of the start of
-- the statement, and good: whatever was committed since then moved the head. One index probe a tag: LIMIT keeps it nested
-- loops from the index to the event, whatever the planner thinks of the tables' sizes. The index must reach to where memory
-- begins. Where memory tells all, the look is left out: of what one event takes the server, fsync aside, it is a fifth.
WITH moved AS (
    UPDATE head SET position = ?, hash = ?, clock = ?
    WHERE one AND position = ? AND hash = ? AND clock = ?
    /* unless taken */ AND (SELECT position FROM tags_head WHERE one) >= ? AND NOT EXISTS (
        SELECT FROM unnest(?::text[], ?::bigint[]) AS asked (tag, key)
            CROSS JOIN LATERAL (
                SELECT FROM event_tags t
                    CROSS JOIN LATERAL (
                        SELECT FROM events WHERE position = t.position AND tags @> ARRAY[asked.tag] LIMIT 1
                    ) carrying
                WHERE t.tag = asked.key
                LIMIT 1
            ) found
    ) /* end */
    RETURNING clock
) /* appended */
INSERT INTO events (position, id, recorded_at, type, version, tags, metadata, payload, previous_hash, hash)
SELECT n.position, n.id, moved.clock, n.type, n.version, n.tags, n.metadata, n.payload, n.previous_hash, n.hash
FROM moved, unnest(?::event_row[]) AS n
/* inline projections */
