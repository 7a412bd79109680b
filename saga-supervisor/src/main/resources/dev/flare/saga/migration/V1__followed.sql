-- How far the supervisor has taken each region's log. The row is locked while a step is under way, so that of several
-- instances one works on a region at a time, and it moves in the same transaction as what the step made of the events.
CREATE TABLE followed (
    region   text   PRIMARY KEY CHECK (region ~ '^[a-z]{2,8}$'),
    position bigint NOT NULL CHECK (position >= 0)
);

DO $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('flare roles'));
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'flare_saga') THEN CREATE ROLE flare_saga NOLOGIN; END IF;
END
$$;
GRANT SELECT, INSERT ON followed TO flare_saga;
GRANT UPDATE (position) ON followed TO flare_saga;
