-- Account ids are compared byte by byte, so that a region is a range of them and pages come in one order everywhere.

-- How far each view has come in each region; it commits together with the rows made from the events up to there.
-- Whoever moves a view locks its row first: it is what makes each event count once, with any number of instances.
CREATE TABLE view_position (
    view         text        NOT NULL,
    region       text        NOT NULL,
    position     bigint      NOT NULL DEFAULT 0 CHECK (position >= 0),
    recorded_at  timestamptz,
    skipped      bigint      NOT NULL DEFAULT 0,
    fold_version integer     NOT NULL,
    PRIMARY KEY (view, region)
);

-- How many bits a balance has, and the three bits that follow the first: grows with the balance, in steps of an eighth.
-- -1 below zero. An index over this finds the accounts from a balance on, and a movement seldom changes it: the row of an
-- account is rewritten in place, without a new entry in every index.
CREATE FUNCTION balance_band(balance bigint) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE
        WHEN balance < 0 THEN -1
        WHEN balance < 8 THEN balance::integer
        ELSE (65 - position('1' IN balance::bit(64)::text)) * 8
            + ((balance >> (61 - position('1' IN balance::bit(64)::text))) & 7)::integer
    END
$$;

-- One row per account, as of its region's position: what lists are filtered by.
-- The outside and the clearing accounts are no accounts in this sense; they are in region_totals.
CREATE TABLE account (
    account_id      text COLLATE "C" PRIMARY KEY,
    region          text   NOT NULL,
    currency        text   NOT NULL,
    owner           text,
    overdraft_limit bigint NOT NULL,
    metadata        text   NOT NULL,
    balance         bigint NOT NULL,
    held            bigint NOT NULL,
    status          text   NOT NULL,
    opened_position bigint NOT NULL,
    position        bigint NOT NULL,
    band            integer NOT NULL GENERATED ALWAYS AS (balance_band(balance)) STORED
);
CREATE INDEX account_owner ON account (owner, account_id);
CREATE INDEX account_currency ON account (currency, account_id);
CREATE INDEX account_balance ON account (band);
-- Nearly all accounts are open: those are found in the order of ids, and only the others need an index.
CREATE INDEX account_status ON account (status, account_id) WHERE status <> 'OPEN';

-- Every movement rewrites the row of its account: dead ones must go soon.
ALTER TABLE account SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- One row per posting, and one without an amount for each change of status: the account at any position is its last row
-- at or below it, and its statement is the rows with an amount.
CREATE TABLE account_history (
    account_id     text COLLATE "C" NOT NULL,
    position       bigint      NOT NULL,
    line           integer     NOT NULL,
    amount         bigint,
    balance        bigint      NOT NULL,
    held           bigint      NOT NULL,
    status         text        NOT NULL,
    transaction_id text,
    recorded_at    timestamptz NOT NULL,
    effective_at   timestamptz NOT NULL,
    reference      text,
    PRIMARY KEY (account_id, position, line)
);

-- Statements and balances as effective at a time, from the index alone.
CREATE INDEX account_history_effective ON account_history (account_id, effective_at, position, line)
    INCLUDE (amount) WHERE amount IS NOT NULL;

-- The rows of a stretch of positions, for the verification. Rows come in the order of positions: a few bytes are enough.
CREATE INDEX account_history_position ON account_history USING brin (position) WITH (pages_per_range = 16);

-- One row per event that changes what a region holds altogether; a transfer inside the region does not.
-- The sums may pass 64 bits where no account does.
CREATE TABLE region_totals (
    region           text           NOT NULL,
    currency         text           NOT NULL,
    position         bigint         NOT NULL,
    accounts         numeric(40, 0) NOT NULL,
    world            numeric(40, 0) NOT NULL,
    in_transit       numeric(40, 0) NOT NULL,
    accounts_delta   bigint         NOT NULL,
    world_delta      bigint         NOT NULL,
    in_transit_delta bigint         NOT NULL,
    effective_at     timestamptz    NOT NULL,
    PRIMARY KEY (region, currency, position)
);
CREATE INDEX region_totals_position ON region_totals USING brin (position) WITH (pages_per_range = 16);

DO $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('flare roles'));
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'flare_views') THEN CREATE ROLE flare_views NOLOGIN; END IF;
END
$$;
GRANT SELECT, INSERT, UPDATE, DELETE ON view_position, account, account_history, region_totals TO flare_views;
