-- Whoever appends indexes the tags of what it has appended, and says how far.
GRANT SELECT ON tags_head TO flare_saga;
GRANT UPDATE (position) ON tags_head TO flare_saga;
