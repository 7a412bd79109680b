-- A batch of appends, in one statement and therefore in one transaction: all of it or none.
-- The head moves only from the state on which the batch was decided. If another process moved it meanwhile, or closed a
-- moment, the first part finds no row, the others insert nothing, and the answer is empty.
WITH moved AS (
    UPDATE head SET position = ?, hash = ?, clock = ?
    WHERE position = ? AND hash = ? AND clock = ?
    RETURNING clock
), appended AS (
    INSERT INTO events (position, id, recorded_at, type, version, tags, metadata, payload, previous_hash, hash)
    SELECT n.position, n.id, moved.clock, n.type, n.version, string_to_array(n.tags, E'\x1f'), n.metadata, n.payload,
           n.previous_hash, n.hash
    FROM moved, unnest(?::bigint[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::bytea[])
         AS n (position, id, type, version, tags, metadata, payload, previous_hash, hash)
), tagged AS (
    INSERT INTO event_tags (tag, type, position)
    SELECT n.tag, n.type, n.position
    FROM moved, unnest(?::bigint[], ?::integer[], ?::bigint[]) AS n (tag, type, position)
)
SELECT clock FROM moved
