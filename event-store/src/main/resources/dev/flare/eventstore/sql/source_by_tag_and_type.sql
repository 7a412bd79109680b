-- Events of some types with some tags: of each type the index gives those of one tag after the position, in order; the rest is
-- compared with the event itself. LIMIT in the middle keeps it index probes in a nested loop, whatever the planner thinks of
-- the tables' sizes. What the index does not reach is read event by event.
SELECT e.position, e.id, e.recorded_at, e.type, e.version, e.tags, e.metadata, e.payload, e.previous_hash, e.hash
FROM (
    SELECT indexed.* FROM unnest(?::integer[]) AS kind (type)
        CROSS JOIN LATERAL (
            SELECT found.* FROM event_tags t
                CROSS JOIN LATERAL (
                    SELECT * FROM events WHERE position = t.position AND tags @> ? AND type = ANY (?) LIMIT 1
                ) found
            WHERE t.tag = ? AND t.type = kind.type
                AND t.position > ? AND t.position <= least(?, (SELECT position FROM tags_head WHERE one))
            ORDER BY t.position
            LIMIT ?
        ) indexed
    UNION ALL
    (SELECT * FROM events
    WHERE position > greatest(?, (SELECT position FROM tags_head WHERE one)) AND position <= ? AND tags @> ? AND type = ANY (?)
    ORDER BY position
    LIMIT ?)
) e
ORDER BY e.position
LIMIT ?
