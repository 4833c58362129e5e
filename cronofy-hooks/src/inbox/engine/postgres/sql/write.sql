-- Writes a whole batch in one round trip, because a process that holds the queue lock keeps the others waiting.
-- It is a function of one session, so that each process runs the statements of its own release. The marks in
-- braces are the other files of this folder, and the number of the lock.
--
-- Returns a row for each leased job, in order. The last row has everything else: the number of each delivery, in
-- order of arrival, and the numbers of the deliveries that were not stored before; the places of the updates
-- whose jobs were still leased; and, if the request got fewer jobs than it asked for, in how long the next job is
-- due, and whether there may be arrived jobs that are not enqueued yet.
CREATE FUNCTION pg_temp.cronofy_hooks_turn(
    now_us bigint,
    settle_places integer[],
    settle_ids bigint[],
    settle_fences bigint[],
    settle_kinds smallint[],
    settle_waits bigint[],
    settle_errors text[],
    delivery_places integer[],
    delivery_repeats bytea[],
    delivery_heads text[],
    delivery_bodies bytea[],
    delivery_received bigint[],
    unit_places integer[],
    unit_indices integer[],
    unit_names text[],
    unit_keys text[],
    unit_topics text[],
    unit_since bigint[],
    unit_delays bigint[],
    demand_most bigint,
    demand_hold bigint,
    takes_turnstile boolean
) RETURNS TABLE (
    leased_id bigint,
    leased_fence bigint,
    leased_attempts integer,
    leased_lost integer,
    leased_crashes integer,
    leased_since_us bigint,
    leased_head text,
    leased_body bytea,
    leased_received_us bigint,
    given_numbers bigint[],
    stored_numbers bigint[],
    settled_places integer[],
    next_due_in_us bigint,
    are_any_left boolean
) LANGUAGE plpgsql AS $turn$
#variable_conflict use_column
DECLARE
    -- Only so many jobs of a backlog that other processes wait shortly; the rest is for the next call.
    admit_most bigint := least(greatest(demand_most * 4, 128), 1000);
    admit_until timestamptz;
    admitted bigint := 0;
    ready bigint := 0;
    ready_before bigint := 0;
    leased bigint := 0;
BEGIN
    IF takes_turnstile THEN
        PERFORM pg_advisory_xact_lock({turnstile});
    END IF;
    now_us := coalesce(now_us, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint);
    IF cardinality(delivery_places) > 0 THEN
        {accept} INTO given_numbers, stored_numbers;
    END IF;
    IF cardinality(settle_places) > 0 THEN
        {settle} INTO settled_places;
    END IF;
    IF demand_most IS NOT NULL THEN
        admit_until := clock_timestamp() + interval '20 milliseconds';
        LOOP
            {admit} INTO admitted, ready;
            ready_before := ready_before + ready;
            are_any_left := admitted = admit_most;
            EXIT WHEN NOT are_any_left OR ready_before >= demand_most OR clock_timestamp() > admit_until;
        END LOOP;
        RETURN QUERY {lease};
        GET DIAGNOSTICS leased = ROW_COUNT;
        SELECT due_us - now_us FROM cronofy_hooks.work WHERE state = 1 ORDER BY due_us, id LIMIT 1
        INTO next_due_in_us;
    END IF;
    -- Notifies other processes when there may be more jobs than were leased here. A completed job makes at most
    -- one other job of its key ready: the worker that completed it has a slot for that one, and sends a lease
    -- request at once. If it does not, the other processes find the job within a second.
    IF (cardinality(stored_numbers) > 0 OR 2 = ANY (settle_kinds)) AND (leased < demand_most) IS NOT TRUE THEN
        PERFORM pg_notify('cronofy_hooks', '');
    END IF;
    RETURN NEXT;
END
$turn$
