-- Behind jobs that are in `changed` and finished, makes the next job of each key ready.
, next AS MATERIALIZED (
    SELECT (
        SELECT w.id FROM cronofy_hooks.work w
        WHERE left(w.key, 500) = left(c.key, 500) AND w.key = c.key AND w.state = 2
            AND w.id NOT IN (SELECT id FROM changed)
        ORDER BY w.id LIMIT 1
    ) AS id
    FROM (SELECT DISTINCT key FROM changed WHERE key IS NOT NULL) c
    WHERE (
        SELECT true FROM cronofy_hooks.work w
        WHERE left(w.key, 500) = left(c.key, 500) AND w.key = c.key AND w.state IN (1, 2) AND w.state = (SELECT 1)
            AND w.id NOT IN (SELECT id FROM changed)
        LIMIT 1
    ) IS NULL
), promoted AS (
    UPDATE cronofy_hooks.work w SET state = 1 FROM next WHERE w.id = next.id
)
