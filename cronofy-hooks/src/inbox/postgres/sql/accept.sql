-- Stores deliveries and their units, without a look at any other unit. The deliveries come sorted by
-- $4: whoever stores two of them at once, anywhere, does so in the same order, so that nobody waits
-- for each other. Their numbers are in order of arrival all the same, by their places in $3.
-- Returns the number given to each place, and the numbers of those that had not been stored before.
WITH moment AS MATERIALIZED (
    SELECT coalesce($1::bigint, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint) AS us
), numbers AS MATERIALIZED (
    SELECT array_agg(nextval('cronofy_hooks.delivery_id_seq')) AS of FROM generate_series(1, $2::integer)
), stored AS (
    INSERT INTO cronofy_hooks.delivery (id, repeat, head, body, received_us)
    SELECT numbers.of[d.place], d.repeat, d.head, d.body, d.received_us
    FROM numbers, unnest($3::integer[], $4::bytea[], $5::text[], $6::bytea[], $7::bigint[])
        AS d (place, repeat, head, body, received_us)
    ON CONFLICT (repeat) WHERE repeat IS NOT NULL DO NOTHING
    RETURNING id
), units AS (
    INSERT INTO cronofy_hooks.work (id, name, key, topic, since_us, state, due_us)
    SELECT numbers.of[u.place] << 20 | u.index, u.name, u.key, u.topic, u.since_us, 0, moment.us + u.delay_us
    FROM numbers, moment,
        unnest($8::integer[], $9::integer[], $10::text[], $11::text[], $12::text[], $13::bigint[], $14::bigint[])
        AS u (place, index, name, key, topic, since_us, delay_us)
    -- Not a join: that would look at every pair.
    WHERE (numbers.of[u.place] IN (SELECT id FROM stored)) IS TRUE
)
SELECT numbers.of, ARRAY(SELECT id FROM stored),
    (SELECT pg_notify('cronofy_hooks', '')::text WHERE $15 AND EXISTS (SELECT FROM stored))
FROM numbers
