-- The supervisor looks before it starts whether these tables are the ones it was built for.
GRANT SELECT ON saga_schema TO flare_saga;
