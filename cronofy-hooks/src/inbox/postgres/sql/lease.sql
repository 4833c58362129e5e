-- Leases units that are due, in their order, and returns them with their deliveries.
WITH due AS MATERIALIZED (
    SELECT id, due_us FROM cronofy_hooks.work
    WHERE state = 1 AND due_us <= now_us
    ORDER BY due_us, id LIMIT demand_most
    -- Somebody may be changing rows by hand.
    FOR UPDATE SKIP LOCKED
), leased AS (
    UPDATE cronofy_hooks.work w
    SET held = true, fence = w.fence + 1, attempts = w.attempts + 1, due_us = now_us + demand_hold
    FROM due
    WHERE w.id = due.id
    RETURNING w.id, w.fence, w.attempts, w.since_us, due.due_us
)
SELECT l.id, l.fence, l.attempts, l.since_us, d.head, d.body, d.received_us,
    NULL::bigint[], NULL::bigint[], NULL::integer[], NULL::bigint, NULL::boolean
FROM leased l
LEFT JOIN cronofy_hooks.delivery d ON d.id = l.id >> 20
ORDER BY l.due_us, l.id
