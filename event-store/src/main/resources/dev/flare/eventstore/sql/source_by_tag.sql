-- Events of every type with some tags. The types that occur with the first tag are found by jumping from one to the next in
-- the index, so that the cost depends on what comes after the position and not on all that the tag ever saw.
WITH RECURSIVE kinds AS (
    (SELECT k.type FROM event_tags k WHERE k.tag = ? ORDER BY k.type LIMIT 1)
    UNION ALL
    SELECT (SELECT k.type FROM event_tags k WHERE k.tag = ? AND k.type > kinds.type ORDER BY k.type LIMIT 1)
    FROM kinds WHERE kinds.type IS NOT NULL
)
SELECT e.position, e.id, e.recorded_at, e.type, e.version, e.tags, e.metadata, e.payload, e.previous_hash, e.hash
FROM kinds
    CROSS JOIN LATERAL (
        SELECT k.position FROM event_tags k
        WHERE k.tag = ? AND k.type = kinds.type AND k.position > ? AND k.position <= ?
    ) t
    JOIN events e ON e.position = t.position
WHERE kinds.type IS NOT NULL AND e.tags @> ?
ORDER BY e.position
LIMIT ?
