-- Stores deliveries and their jobs, without a look at any other job. The deliveries are sorted by their
-- repeat keys: two processes that store some of the same deliveries insert them in the same order, so they
-- cannot deadlock. By their places, the deliveries are numbered in order of arrival all the same.
WITH numbers AS MATERIALIZED (
    SELECT array_agg(nextval('cronofy_hooks.delivery_id_seq')) AS of
    FROM generate_series(1, cardinality(delivery_places))
), stored AS (
    INSERT INTO cronofy_hooks.delivery (id, repeat, head, body, received_us)
    SELECT numbers.of[d.place], d.repeat, d.head, d.body, d.received_us
    FROM numbers, unnest(delivery_places, delivery_repeats, delivery_heads, delivery_bodies, delivery_received)
        AS d (place, repeat, head, body, received_us)
    ON CONFLICT (repeat) WHERE repeat IS NOT NULL DO NOTHING
    RETURNING id
), units AS (
    INSERT INTO cronofy_hooks.work (id, name, key, topic, since_us, state, due_us)
    SELECT numbers.of[u.place] << 20 | u.index, u.name, u.key, u.topic, u.since_us, 0, now_us + u.delay_us
    FROM numbers,
        unnest(unit_places, unit_indices, unit_names, unit_keys, unit_topics, unit_since, unit_delays)
        AS u (place, index, name, key, topic, since_us, delay_us)
    -- A join would compare every pair.
    WHERE (numbers.of[u.place] IN (SELECT id FROM stored)) IS TRUE
)
SELECT numbers.of, ARRAY(SELECT id FROM stored) FROM numbers
