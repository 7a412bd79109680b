-- recorded_at never decreases with position, so an instant's position is found by halving through the primary key, 20 probes
-- in a million events, and an index that every append would have to keep is not needed.
DROP INDEX events_recorded_at;

-- Only the append writes here, and the hash chain shows any row that it did not write; these were parsed anew by every append.
ALTER TABLE events
    DROP CONSTRAINT events_position_check,
    DROP CONSTRAINT events_previous_hash_check,
    DROP CONSTRAINT events_hash_check;

-- The last position recorded before a moment or, if asked, at it. 0 when there is none.
CREATE FUNCTION last_recorded(before timestamptz, at_it_too boolean) RETURNS bigint LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public AS $$
DECLARE
    low      bigint := 0;
    high     bigint;
    middle   bigint;
    recorded timestamptz;
BEGIN
    SELECT coalesce(max(e.position), 0) INTO high FROM public.events e;
    WHILE low < high LOOP
        middle := low + (high - low + 1) / 2;
        SELECT e.recorded_at INTO recorded FROM public.events e WHERE e.position = middle;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'there is no event at position %: run verify', middle USING ERRCODE = 'data_corrupted';
        END IF;
        IF recorded < before OR at_it_too AND recorded = before THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;
GRANT EXECUTE ON FUNCTION last_recorded(timestamptz, boolean) TO flare_append, flare_read;

CREATE OR REPLACE FUNCTION close_moment(moment timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF moment > clock_timestamp() + interval '5 seconds' THEN
        RAISE EXCEPTION 'a moment in the future cannot be closed: %', moment USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE public.head SET clock = moment WHERE clock < moment;
    RETURN public.last_recorded(moment, true);
END
$$;
