-- Leases units that are due, in their order. Returns them with their deliveries, and with each of
-- them, or alone, when the next unit is due.
WITH due AS MATERIALIZED (
    SELECT id, due_us FROM cronofy_hooks.work
    WHERE state = 1 AND due_us <= $1::bigint
    ORDER BY due_us, id LIMIT $2
    -- Somebody may be changing rows by hand.
    FOR UPDATE SKIP LOCKED
), leased AS (
    UPDATE cronofy_hooks.work w
    SET held = true, fence = w.fence + 1, attempts = w.attempts + 1, due_us = $1::bigint + $3::bigint
    FROM due
    WHERE w.id = due.id
    RETURNING w.id, w.fence, w.attempts, w.since_us, due.due_us
)
SELECT (
    SELECT due_us FROM cronofy_hooks.work WHERE state = 1 AND due_us > $1::bigint ORDER BY due_us, id LIMIT 1
) AS next_us, l.id, l.fence, l.attempts, l.since_us, d.head, d.body, d.received_us
FROM (SELECT) always
LEFT JOIN leased l ON true
LEFT JOIN cronofy_hooks.delivery d ON d.id = l.id >> 20
ORDER BY l.due_us, l.id
