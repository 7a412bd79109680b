-- Which of these tags an event carries already. One index probe a tag: LIMIT keeps it a nested loop whatever the planner
-- thinks of the table's size.
SELECT asked.tag
FROM unnest(?::text[], ?::bigint[]) AS asked (tag, key)
    CROSS JOIN LATERAL (
        SELECT 1 FROM event_tags t JOIN events e ON e.position = t.position
        WHERE t.tag = asked.key AND e.tags @> ARRAY[asked.tag]
        LIMIT 1
    ) found
