-- The tables of a service that takes part in supervised transactions, in the service's own database.

-- One row per transaction and participant: what this participant has done in it. Written in the transaction of the work itself.
-- Rows are kept for as long as somebody may still ask to start or to compensate; whoever removes one allows a late start.
CREATE TABLE IF NOT EXISTS flare_participation (
    transaction_id  text        NOT NULL,
    participant     text        NOT NULL,
    has_started     boolean     NOT NULL DEFAULT false,
    has_completed   boolean     NOT NULL DEFAULT false,
    has_failed      boolean     NOT NULL DEFAULT false,
    has_compensated boolean     NOT NULL DEFAULT false,
    reason          text,
    changed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (transaction_id, participant)
);

-- Reports that wait to be sent, in the order of their ids within a transaction, and those that were refused for good, with the
-- answer. What was taken is removed.
CREATE TABLE IF NOT EXISTS flare_outbox (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id  text        NOT NULL,
    participant     text        NOT NULL,
    state           text        NOT NULL,
    reason          text,
    recorded_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_answer     text,
    refused_at      timestamptz,
    refused_status  integer,
    refused_code    text
);

CREATE INDEX IF NOT EXISTS flare_outbox_due ON flare_outbox (next_attempt_at, id) WHERE refused_at IS NULL;
CREATE INDEX IF NOT EXISTS flare_outbox_order ON flare_outbox (transaction_id, id);
CREATE INDEX IF NOT EXISTS flare_outbox_refused ON flare_outbox (refused_at) WHERE refused_at IS NOT NULL;
