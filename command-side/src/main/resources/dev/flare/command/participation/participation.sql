-- One row a transfer, whatever happens to it within a batch: ON CONFLICT must never meet a row twice. The id is taken from the tags
-- and not from the payload, which has what clients sent and might be no text that the database reads.
INSERT INTO participation AS p (
    transaction_id, participant, has_started, has_completed, has_failed, has_compensated, started_at, completed_at, reason,
    halts, lifted)
SELECT e.transaction_id,
       '{region}.participation',
       bool_or(e.type IN ('ledger.TransferSent', 'ledger.TransferReceived')),
       bool_or(e.type IN ('ledger.TransferSettled', 'ledger.TransferReceived')),
       bool_or(e.type = 'ledger.TransferRefused'),
       bool_or(e.type = 'ledger.TransferReturned'),
       min(e.recorded_at) FILTER (WHERE e.type IN ('ledger.TransferSent', 'ledger.TransferReceived')),
       min(e.recorded_at) FILTER (WHERE e.type IN ('ledger.TransferSettled', 'ledger.TransferReceived')),
       min(e.said ->> 'reason') FILTER (WHERE e.type = 'ledger.TransferRefused'),
       coalesce(array_agg(e.said ->> 'alertId') FILTER (WHERE e.type = 'ledger.TransactionHalted'), '{}'),
       coalesce(array_agg(e.said ->> 'alertId') FILTER (WHERE e.type = 'ledger.TransactionResumed'), '{}')
FROM (
    SELECT a.type, a.recorded_at,
           (SELECT substr(tag, 13) FROM unnest(a.tags) AS tag WHERE starts_with(tag, 'transaction=')) AS transaction_id,
           CASE WHEN a.type IN ('ledger.TransferRefused', 'ledger.TransactionHalted', 'ledger.TransactionResumed')
               THEN a.payload::json END AS said
    FROM appended a
    WHERE a.type IN (
        'ledger.TransferSent', 'ledger.TransferReceived', 'ledger.TransferRefused', 'ledger.TransferSettled',
        'ledger.TransferReturned', 'ledger.TransactionHalted', 'ledger.TransactionResumed')
) e
GROUP BY e.transaction_id
ON CONFLICT (transaction_id, participant) DO UPDATE SET
    has_started = p.has_started OR excluded.has_started,
    has_completed = p.has_completed OR excluded.has_completed,
    has_failed = p.has_failed OR excluded.has_failed,
    has_compensated = p.has_compensated OR excluded.has_compensated,
    started_at = coalesce(p.started_at, excluded.started_at),
    completed_at = coalesce(p.completed_at, excluded.completed_at),
    reason = coalesce(p.reason, excluded.reason),
    halts = p.halts || excluded.halts,
    lifted = p.lifted || excluded.lifted
