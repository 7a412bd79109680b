-- Events of some types, or all, whatever their tags: there is no index by type alone, the range of positions is read.
SELECT e.position, e.id, e.recorded_at, e.type, e.version, e.tags, e.metadata, e.payload, e.previous_hash, e.hash
FROM events e
WHERE e.position > ? AND e.position <= ? AND (cardinality(?::text[]) = 0 OR e.type = ANY (?))
ORDER BY e.position
LIMIT ?
