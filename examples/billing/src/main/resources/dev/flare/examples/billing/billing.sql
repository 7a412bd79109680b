-- Nothing keeps a second invoice of a transaction out but the participation's row: that is what is to be shown.
CREATE TABLE IF NOT EXISTS invoices (
    number         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id text        NOT NULL,
    amount         bigint      NOT NULL CHECK (amount > 0),
    issued_at      timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS invoices_transaction ON invoices (transaction_id);

-- An invoice is never removed: what takes it back is written beside it.
CREATE TABLE IF NOT EXISTS credit_notes (
    number         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    invoice        bigint      NOT NULL REFERENCES invoices,
    transaction_id text        NOT NULL,
    issued_at      timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS credit_notes_transaction ON credit_notes (transaction_id);
