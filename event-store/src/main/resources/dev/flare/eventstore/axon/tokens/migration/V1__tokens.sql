-- Up to where each segment of each of Axon's event processors has taken the log, and who may take it further. Kept in the
-- database of the views, so that a token is committed in the transaction of the rows that it stands for.
CREATE TABLE axon_tokens (
    processor     text    NOT NULL,
    segment       integer NOT NULL CHECK (segment >= 0),
    mask          integer NOT NULL CHECK (mask >= 0),
    token         jsonb,
    -- One token store of one process. It may be replaced when its time is over, by the clock of this server: the one
    -- clock that all who claim have in common.
    owner         text,
    claimed_until timestamptz,
    PRIMARY KEY (processor, segment),
    CHECK ((owner IS NULL) = (claimed_until IS NULL))
);

-- Written with every batch of a view; kept short by HOT updates, for which the page needs room.
ALTER TABLE axon_tokens SET (fillfactor = 20, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

-- One row: tells this place from all others where tokens are kept.
CREATE TABLE axon_token_store (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    id  uuid    NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO axon_token_store DEFAULT VALUES;

DO $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('flare roles'));
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'flare_tokens') THEN CREATE ROLE flare_tokens NOLOGIN; END IF;
END
$$;
-- What a row is about is written once; a segment that is split or merged is removed and made anew.
GRANT SELECT, INSERT, DELETE ON axon_tokens TO flare_tokens;
GRANT UPDATE (token, owner, claimed_until) ON axon_tokens TO flare_tokens;
GRANT SELECT ON axon_token_store TO flare_tokens;
-- An application looks before it starts whether these tables are the ones it was built for.
GRANT SELECT ON token_store_schema TO flare_tokens;
