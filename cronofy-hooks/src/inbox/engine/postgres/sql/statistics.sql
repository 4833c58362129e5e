-- Counts jobs. Each part reads one index, and no row of a table that was vacuumed since it changed.
SELECT
    arrived.units + ready.units - ready.running + blocked.units AS waiting,
    ready.running,
    (SELECT count(*) FROM cronofy_hooks.work WHERE state = 6) AS dead,
    (
        SELECT received_us FROM cronofy_hooks.delivery
        WHERE id = least(arrived.oldest, ready.oldest, blocked.oldest) >> 20
    ) AS oldest_us
FROM (
    SELECT count(*) AS units, (
        SELECT id FROM cronofy_hooks.work WHERE state = 0 ORDER BY id LIMIT 1
    ) AS oldest
    FROM cronofy_hooks.work WHERE state = 0
) arrived, (
    SELECT count(*) AS units, count(*) FILTER (WHERE held AND due_us > {now}) AS running, min(id) AS oldest
    FROM cronofy_hooks.work WHERE state = 1
) ready, (
    SELECT count(*) AS units, min(id) AS oldest FROM cronofy_hooks.work WHERE state = 2 AND key IS NOT NULL
) blocked
