-- How far each transfer between regions is in this one. Written by the statement that appends its events, so never behind them,
-- and nothing that became true becomes false again but that it is halted. Who supervises the transfer compares it with the events.
CREATE TABLE participation (
    transaction_id  text    NOT NULL,
    participant     text    NOT NULL,
    has_started     boolean NOT NULL,
    has_completed   boolean NOT NULL,
    has_failed      boolean NOT NULL,
    has_compensated boolean NOT NULL,
    started_at      timestamptz,
    completed_at    timestamptz,
    -- Why it failed.
    reason          text,
    -- The alerts for which it was halted, and those whose halt was lifted.
    halts           text[]  NOT NULL,
    lifted          text[]  NOT NULL,
    halted          boolean NOT NULL GENERATED ALWAYS AS (NOT halts <@ lifted) STORED,
    PRIMARY KEY (transaction_id, participant)
);
-- Each row is written two or three times and then never again: what that leaves behind is not to wait for a fifth of the table.
ALTER TABLE participation SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

-- What was sent from here and has neither arrived nor come back.
CREATE INDEX participation_under_way ON participation (started_at)
    WHERE has_started AND NOT has_completed AND NOT has_compensated AND NOT halted;

-- Up to which position of the supervisor's log this region has taken the steps that it was asked for. Locked while a round of them
-- is under way, so that several instances take turns.
CREATE TABLE step_position (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint  NOT NULL
);
INSERT INTO step_position (position) VALUES (0);

-- Steps that could not be taken, for a reason that nobody foresaw, and are tried again; position is the one in the supervisor's log.
CREATE TABLE parked_step (
    position       bigint      PRIMARY KEY,
    transaction_id text        NOT NULL,
    step           text        NOT NULL,
    reason         text        NOT NULL,
    attempts       integer     NOT NULL,
    next_attempt   timestamptz NOT NULL
);
CREATE INDEX parked_step_due ON parked_step (next_attempt);

GRANT SELECT, INSERT ON participation TO flare_append;
GRANT UPDATE (has_started, has_completed, has_failed, has_compensated, started_at, completed_at, reason, halts, lifted)
    ON participation TO flare_append;
GRANT SELECT ON participation TO flare_read;
GRANT SELECT ON step_position TO flare_append;
GRANT UPDATE (position) ON step_position TO flare_append;
GRANT SELECT, INSERT, DELETE ON parked_step TO flare_append;
GRANT UPDATE (reason, attempts, next_attempt) ON parked_step TO flare_append;
