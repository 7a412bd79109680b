-- Records of Kafka that are no reports of a participant, or of none that is there. They hold up no others; who sent them has to
-- send something better. sent_at tells apart records of a topic that was made anew. value is its beginning.
CREATE TABLE parked_report (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic       text        NOT NULL,
    partition   integer     NOT NULL,
    "offset"    bigint      NOT NULL,
    sent_at     timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    key         text,
    value       text,
    value_bytes integer     NOT NULL,
    reason      text        NOT NULL,
    UNIQUE (topic, partition, "offset", sent_at)
);

-- The supervisor removes none; whoever has looked into them does, as the owner.
GRANT SELECT, INSERT ON parked_report TO flare_saga;
