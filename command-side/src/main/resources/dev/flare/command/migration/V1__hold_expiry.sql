-- When open holds expire: made from the events, so that what is due is found without looking at all holds that ever were.
-- A row may outlive its hold for a moment; the hold's account decides.
CREATE TABLE hold_expiry (
    hold_id    text        PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX hold_expiry_due ON hold_expiry (expires_at);

-- Up to which position the table above was made. It moves with the rows, and only from where it was read: of several instances
-- that made the same rows one writes them.
CREATE TABLE hold_expiry_position (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint  NOT NULL
);
INSERT INTO hold_expiry_position (position) VALUES (0);

GRANT SELECT, INSERT, DELETE ON hold_expiry TO flare_append;
GRANT SELECT ON hold_expiry_position TO flare_append;
GRANT UPDATE (position) ON hold_expiry_position TO flare_append;
