-- What the regions' logs say of money between regions, moved in the transaction that moves the position in followed: the sum of
-- all postings to a region's clearing account.
CREATE TABLE clearing (
    region   text   NOT NULL,
    currency text   NOT NULL,
    balance  numeric NOT NULL,
    PRIMARY KEY (region, currency)
);

-- What the transactions' states say of it, moved in the transaction that moves the position in taken: a row for each transfer that
-- has left its source and neither arrived nor come back.
CREATE TABLE in_transit (
    transaction_id text   PRIMARY KEY,
    currency       text   NOT NULL,
    amount         bigint NOT NULL
);

-- Events of regions' logs that could not be taken in for a reason that nobody foresaw. They hold up
-- nothing but what follows them in their own transaction, and are tried again.
CREATE TABLE parked_fact (
    region         text        NOT NULL,
    position       bigint      NOT NULL,
    transaction_id text        NOT NULL,
    -- Whether its postings are in clearing already: not when nobody could read them.
    counted        boolean     NOT NULL,
    reason         text        NOT NULL,
    attempts       integer     NOT NULL,
    next_attempt   timestamptz NOT NULL,
    PRIMARY KEY (region, position)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON clearing, in_transit, parked_fact TO flare_saga;
