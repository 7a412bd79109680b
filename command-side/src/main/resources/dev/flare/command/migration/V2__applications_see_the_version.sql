-- The command side looks before it starts whether these tables are the ones it was built for.
GRANT SELECT ON command_schema TO flare_append;
