-- Up to where this log was published to each topic: everything up to the position is in Kafka. The row is locked while a relay is
-- at work, so that of several one works at a time, and it moves only after Kafka has acknowledged everything up to it.
CREATE TABLE relayed (
    topic    text   PRIMARY KEY,
    position bigint NOT NULL CHECK (position >= 0)
);

-- Written with every step of the relay; kept short by HOT updates, for which the page needs room.
ALTER TABLE relayed SET (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

DO $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('flare roles'));
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'flare_relay') THEN CREATE ROLE flare_relay NOLOGIN; END IF;
END
$$;
-- That it may read the log, too, is another group's right.
GRANT SELECT, INSERT ON relayed TO flare_relay;
GRANT UPDATE (position) ON relayed TO flare_relay;
-- An application looks before it starts whether this table is the one it was built for.
GRANT SELECT ON relay_schema TO flare_relay;
