-- Which of these tags an event carries already. One index probe a tag: LIMIT keeps it nested loops from the index to the event,
-- whatever the planner thinks of the tables' sizes.
SELECT asked.tag
FROM unnest(?::text[], ?::bigint[]) AS asked (tag, key)
    CROSS JOIN LATERAL (
        SELECT FROM event_tags t
            CROSS JOIN LATERAL (SELECT FROM events WHERE position = t.position AND tags @> ARRAY[asked.tag] LIMIT 1) carrying
        WHERE t.tag = asked.key
        LIMIT 1
    ) found
