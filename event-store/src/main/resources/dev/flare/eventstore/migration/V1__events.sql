-- The log. A row is written once, by the append, and never again.
-- Tags are readable here; the index over them is event_tags.
CREATE TABLE events (
    position      bigint      PRIMARY KEY CHECK (position > 0),
    id            uuid        NOT NULL UNIQUE,
    recorded_at   timestamptz NOT NULL,
    type          text        NOT NULL,
    version       text        NOT NULL,
    tags          text[]      NOT NULL,
    metadata      text        NOT NULL,
    payload       text        NOT NULL,
    previous_hash bytea       NOT NULL CHECK (length(previous_hash) = 32),
    hash          bytea       NOT NULL CHECK (length(hash) = 32)
);

-- Instant to position.
CREATE INDEX events_recorded_at ON events (recorded_at, position);

-- Tag and type to positions. Both are hashes (see tag_key and type_key): a hit is compared with the event itself,
-- so a collision costs a row read and never a wrong answer.
CREATE TABLE event_tags (
    tag      bigint  NOT NULL,
    type     integer NOT NULL,
    position bigint  NOT NULL,
    PRIMARY KEY (tag, type, position)
);

-- One row: where the log ends. Whoever appends moves it, and only from the state that was read: it is the lock that
-- orders appends and the arbiter between processes. clock is the latest instant that is closed: what is appended from
-- now on is recorded later than it.
CREATE TABLE head (
    one      boolean     PRIMARY KEY DEFAULT true CHECK (one),
    position bigint      NOT NULL,
    hash     bytea       NOT NULL,
    clock    timestamptz NOT NULL
);
INSERT INTO head (position, hash, clock) VALUES (0, decode(repeat('00', 32), 'hex'), '0001-01-01 00:00:00Z');

-- A head row per append would bloat; kept short by HOT updates, for which the page needs room.
ALTER TABLE head SET (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are immutable: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER events_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_tags_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON event_tags
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The first 8 bytes of SHA-256 over a tag, as the index stores it: SELECT * FROM event_tags WHERE tag = tag_key('account=uk-1').
CREATE FUNCTION tag_key(tag text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ('x' || encode(substr(sha256(convert_to(tag, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint
$$;

-- The first 4 bytes of SHA-256 over an event's type.
CREATE FUNCTION type_key(type text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ('x' || encode(substr(sha256(convert_to(type, 'UTF8')), 1, 4), 'hex'))::bit(32)::integer
$$;

-- The last position recorded at or before a moment, and the promise that this never changes: the clock is raised to the
-- moment first, under the lock that every append takes, so that whatever comes is recorded later.
-- Runs with its owner's rights, for readers may not write. Callers ask only for moments that are past.
CREATE FUNCTION close_moment(moment timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    last bigint;
BEGIN
    IF moment > clock_timestamp() + interval '5 seconds' THEN
        RAISE EXCEPTION 'a moment in the future cannot be closed: %', moment USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE public.head SET clock = moment WHERE clock < moment;
    SELECT e.position INTO last FROM public.events e
        WHERE e.recorded_at <= moment ORDER BY e.recorded_at DESC, e.position DESC LIMIT 1;
    RETURN coalesce(last, 0);
END
$$;
REVOKE ALL ON FUNCTION close_moment(timestamptz) FROM PUBLIC;

-- Two groups of rights: who appends and who reads. Nobody may change or remove an event, not even the appender.
DO $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('flare roles'));
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'flare_append') THEN CREATE ROLE flare_append NOLOGIN; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'flare_read') THEN CREATE ROLE flare_read NOLOGIN; END IF;
END
$$;
GRANT SELECT, INSERT ON events, event_tags TO flare_append;
GRANT SELECT ON head TO flare_append;
GRANT UPDATE (position, hash, clock) ON head TO flare_append;
GRANT SELECT ON events, event_tags, head TO flare_read;
GRANT EXECUTE ON FUNCTION close_moment(timestamptz) TO flare_append, flare_read;
