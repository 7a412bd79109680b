-- The rows that some events must have in the index over tags, in one statement with the position up to which they are all there:
-- both or nothing, only from where that stood, and only if the last of the events is the one that the log has: its hash speaks for all
-- before it. Some may be there: an older Flare writes those of its events itself. Without
-- waiting for fsync: what a crash takes back, it takes back together, and whoever reads looks where the index ends.
WITH moved AS (
    UPDATE tags_head SET position = ?
    WHERE one AND position = ? AND EXISTS (SELECT FROM events WHERE position = ? AND hash = ?)
    RETURNING set_config('synchronous_commit', 'off', true)
), indexed AS (
    INSERT INTO event_tags (tag, type, position)
    SELECT n.tag, n.type, n.position FROM moved, unnest(?::bigint[], ?::integer[], ?::bigint[]) AS n (tag, type, position)
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM moved
