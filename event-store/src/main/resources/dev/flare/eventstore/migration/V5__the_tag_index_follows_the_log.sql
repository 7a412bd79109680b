-- An append writes events only. The rows of event_tags follow a moment later, those of many events at once and in the order of
-- their index, on another connection: half of what an append cost was to keep this index in its own transaction. One row: up to
-- this position all rows of event_tags are there. The tags of what lies behind it are read from the events themselves.
CREATE TABLE tags_head (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint  NOT NULL
);
INSERT INTO tags_head (position) SELECT position FROM head;
ALTER TABLE tags_head SET (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

GRANT SELECT ON tags_head TO flare_append, flare_read;
GRANT UPDATE (position) ON tags_head TO flare_append;

-- What an append sends of an event: an array of these is taken apart a third faster than nine arrays are put together. Never to
-- be changed, for whoever appends writes all of it; a new column of events needs a type of its own.
CREATE TYPE event_row AS (
    position      bigint,
    id            uuid,
    type          text,
    version       text,
    tags          text[],
    metadata      text,
    payload       text,
    previous_hash bytea,
    hash          bytea
);
