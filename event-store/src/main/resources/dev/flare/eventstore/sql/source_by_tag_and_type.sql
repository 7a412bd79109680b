-- Events of some types with some tags: the index gives those of one tag, the rest is compared with the event itself.
SELECT e.position, e.id, e.recorded_at, e.type, e.version, e.tags, e.metadata, e.payload, e.previous_hash, e.hash
FROM event_tags t JOIN events e ON e.position = t.position
WHERE t.tag = ? AND t.type = ANY (?) AND t.position > ? AND t.position <= ?
  AND e.tags @> ? AND e.type = ANY (?)
ORDER BY t.position
LIMIT ?
