-- Which of these tags an event carries already, as far as a position at least. One index probe a tag: LIMIT keeps it nested loops
-- from the index to the event, whatever the planner thinks of the tables' sizes. What the index does not reach is read event by
-- event.
SELECT asked.tag
FROM unnest(?::text[], ?::bigint[]) AS asked (tag, key)
    CROSS JOIN LATERAL (
        SELECT FROM event_tags t
            CROSS JOIN LATERAL (SELECT FROM events WHERE position = t.position AND tags @> ARRAY[asked.tag] LIMIT 1) carrying
        WHERE t.tag = asked.key
        LIMIT 1
    ) found
UNION ALL
SELECT tag
FROM events e CROSS JOIN LATERAL unnest(e.tags) AS carried (tag)
WHERE e.position > (SELECT position FROM tags_head WHERE one) AND e.position <= ? AND tag = ANY (?)
