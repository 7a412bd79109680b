-- A batch of appends, in one statement and therefore in one transaction: all of it or none.
-- The head moves only from the state on which the batch was decided, and only if no event carries a tag that only one may
-- carry, as far as memory did not tell. Else nothing is written and the count is 0. The look at the tags is as of the start of
-- the statement, and good: whatever was committed since then moved the head. One index probe a tag: LIMIT keeps it nested
-- loops from the index to the event, whatever the planner thinks of the tables' sizes.
WITH moved AS (
    UPDATE head SET position = ?, hash = ?, clock = ?
    WHERE one AND position = ? AND hash = ? AND clock = ? AND NOT EXISTS (
        SELECT FROM unnest(?::text[], ?::bigint[]) AS asked (tag, key)
            CROSS JOIN LATERAL (
                SELECT FROM event_tags t
                    CROSS JOIN LATERAL (
                        SELECT FROM events WHERE position = t.position AND tags @> ARRAY[asked.tag] LIMIT 1
                    ) carrying
                WHERE t.tag = asked.key
                LIMIT 1
            ) found
    )
    RETURNING clock
), tagged AS (
    INSERT INTO event_tags (tag, type, position)
    SELECT n.tag, n.type, n.position
    FROM moved, unnest(?::bigint[], ?::integer[], ?::bigint[]) AS n (tag, type, position)
), appended AS (
    INSERT INTO events (position, id, recorded_at, type, version, tags, metadata, payload, previous_hash, hash)
    SELECT n.position, n.id, moved.clock, n.type, n.version, string_to_array(n.tags, E'\x1f'), n.metadata, n.payload,
           n.previous_hash, n.hash
    FROM moved, unnest(?::bigint[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::bytea[])
         AS n (position, id, type, version, tags, metadata, payload, previous_hash, hash)
    RETURNING *
)
/* inline projections */
SELECT count(*) FROM appended
