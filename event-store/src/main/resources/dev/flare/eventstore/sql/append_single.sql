-- What append.sql does, for one event: without the arrays it takes the server a third less time.
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
    SELECT tag, ?, ? FROM moved, unnest(?::bigint[]) AS tag
), appended AS (
    INSERT INTO events (position, id, recorded_at, type, version, tags, metadata, payload, previous_hash, hash)
    SELECT ?, ?, clock, ?, ?, ?::text[], ?, ?, ?, ? FROM moved
    RETURNING *
)
/* inline projections */
SELECT count(*) FROM appended
