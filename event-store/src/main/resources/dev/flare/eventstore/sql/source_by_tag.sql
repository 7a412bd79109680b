-- Events of every type with some tags. The types that occur with the first tag are found by jumping from one to the next in
-- the index; of each the first events after the position are read, in order. So the cost depends on what is asked for, and not
-- on all that the tag ever saw. LIMIT in the middle keeps it index probes in a nested loop, whatever the planner thinks of the
-- tables' sizes. What the index does not reach is read event by event.
WITH RECURSIVE kinds AS (
    (SELECT k.type FROM event_tags k WHERE k.tag = ? ORDER BY k.type LIMIT 1)
    UNION ALL
    SELECT (SELECT k.type FROM event_tags k WHERE k.tag = ? AND k.type > kinds.type ORDER BY k.type LIMIT 1)
    FROM kinds WHERE kinds.type IS NOT NULL
)
SELECT e.position, e.id, e.recorded_at, e.type, e.version, e.tags, e.metadata, e.payload, e.previous_hash, e.hash
FROM (
    SELECT indexed.* FROM kinds
        CROSS JOIN LATERAL (
            SELECT found.* FROM event_tags t
                CROSS JOIN LATERAL (SELECT * FROM events WHERE position = t.position AND tags @> ? LIMIT 1) found
            WHERE t.tag = ? AND t.type = kinds.type
                AND t.position > ? AND t.position <= least(?, (SELECT position FROM tags_head WHERE one))
            ORDER BY t.position
            LIMIT ?
        ) indexed
    WHERE kinds.type IS NOT NULL
    UNION ALL
    (SELECT * FROM events
    WHERE position > greatest(?, (SELECT position FROM tags_head WHERE one)) AND position <= ? AND tags @> ?
    ORDER BY position
    LIMIT ?)
) e
ORDER BY e.position
LIMIT ?
