-- A transaction's row is written several times before it ends, each time with the same keys: with room left on its page, it needs no
-- new entries in four indexes.
ALTER TABLE supervised SET (fillfactor = 50);
