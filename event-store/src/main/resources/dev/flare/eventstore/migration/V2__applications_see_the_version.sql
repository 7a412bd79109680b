-- An application looks before it starts whether these tables are the ones it was built for.
GRANT SELECT ON event_store_schema TO flare_append, flare_read;
