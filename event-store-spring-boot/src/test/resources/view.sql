CREATE TABLE IF NOT EXISTS view (x bigint);
