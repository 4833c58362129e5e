-- Leases jobs that are due, in their order, and returns them with their deliveries. A job that is due although
-- it is held lost its lease without a result: that lease does not count as an attempt, and this one takes its
-- place.
WITH due AS MATERIALIZED (
    SELECT id, due_us FROM cronofy_hooks.work
    WHERE state = 1 AND due_us <= now_us
    ORDER BY due_us, id LIMIT demand_most
    -- Skips rows that a person is changing by hand.
    FOR UPDATE SKIP LOCKED
), leased AS (
    UPDATE cronofy_hooks.work w
    SET held = true, fence = w.fence + 1, due_us = now_us + demand_hold,
        attempts = w.attempts + (NOT w.held)::integer,
        lost = w.lost + w.held::integer,
        crashes = w.crashes + (w.held AND w.alone)::integer,
        alone = false
    FROM due
    WHERE w.id = due.id
    RETURNING w.id, w.fence, w.attempts, w.lost, w.crashes, w.since_us, due.due_us
)
SELECT l.id, l.fence, l.attempts, l.lost, l.crashes, l.since_us, d.head, d.body, d.received_us,
    NULL::bigint[], NULL::bigint[], NULL::integer[], NULL::bigint, NULL::boolean
FROM leased l
LEFT JOIN cronofy_hooks.delivery d ON d.id = l.id >> 20
ORDER BY l.due_us, l.id
