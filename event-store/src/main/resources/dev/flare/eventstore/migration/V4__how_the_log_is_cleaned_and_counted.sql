-- Rows of the log never change, so each may be frozen the first time it is seen: otherwise all of them are read again, and
-- written again, when transaction numbers run out, all at once.
-- And the log is not counted before it has grown: a table of a few pages is read from one end to the other because that is
-- cheaper than an index, and a connection may keep that plan long after. One that was never counted is taken to be larger.
ALTER TABLE events SET (autovacuum_freeze_min_age = 0, autovacuum_analyze_threshold = 5000, autovacuum_vacuum_insert_threshold = 5000);
ALTER TABLE event_tags SET (autovacuum_freeze_min_age = 0, autovacuum_analyze_threshold = 5000, autovacuum_vacuum_insert_threshold = 5000);
