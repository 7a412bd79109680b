-- The supervisor appends to its own event store, and to no other.
GRANT SELECT, INSERT ON events, event_tags TO flare_saga;
GRANT SELECT ON head TO flare_saga;
GRANT UPDATE (position, hash, clock) ON head TO flare_saga;

-- How far the supervisor's own log was taken into the tables below, and by which version of the fold. Locked while a step is
-- under way, so that of several instances one works at a time.
CREATE TABLE taken (
    one          boolean PRIMARY KEY DEFAULT true CHECK (one),
    position     bigint  NOT NULL,
    fold_version integer NOT NULL
);
INSERT INTO taken (position, fold_version) VALUES (0, 0);

-- Every transaction as it stands: the fold of its events, as JSON. position is that of its registration, newest first in lists.
CREATE TABLE supervised (
    transaction_id text   PRIMARY KEY,
    position       bigint NOT NULL UNIQUE,
    type           text   NOT NULL,
    status         text   NOT NULL,
    state          text   NOT NULL
);
CREATE INDEX supervised_by_status ON supervised (status, position);
CREATE INDEX supervised_by_type ON supervised (type, position);

CREATE TABLE supervised_participant (
    participant text   NOT NULL,
    position    bigint NOT NULL,
    PRIMARY KEY (participant, position)
);

-- Every alert; what it says is in the state of its transaction. position is that of the event that raised it.
CREATE TABLE raised (
    alert_id       text   PRIMARY KEY,
    position       bigint NOT NULL UNIQUE,
    transaction_id text   NOT NULL,
    type           text   NOT NULL,
    status         text   NOT NULL
);
CREATE INDEX raised_by_status ON raised (status, position);
CREATE INDEX raised_by_type ON raised (type, position);

-- What is to be done, and when: follows from the states above and is made anew with them. wanted_at is when it falls due by its
-- transaction; due_at is when it is looked at next, which whoever takes it puts off, so that nobody else takes it meanwhile.
CREATE TABLE work (
    queue          text        NOT NULL,
    transaction_id text        NOT NULL,
    subject        text        NOT NULL,
    wanted_at      timestamptz NOT NULL,
    due_at         timestamptz NOT NULL,
    attempts       integer     NOT NULL DEFAULT 0,
    failure        text,
    PRIMARY KEY (transaction_id, queue, subject)
);
CREATE INDEX work_due ON work (queue, due_at);

GRANT SELECT, UPDATE ON taken TO flare_saga;
GRANT SELECT, INSERT, UPDATE, DELETE ON supervised, supervised_participant, raised, work TO flare_saga;
