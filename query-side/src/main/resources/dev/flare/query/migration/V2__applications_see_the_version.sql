-- The query side looks before it starts whether these tables are the ones it was built for.
GRANT SELECT ON views_schema TO flare_views;
