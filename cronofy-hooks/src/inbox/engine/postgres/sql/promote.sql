-- Behind the jobs $1, which are finished, makes the next job of each key ready.
WITH finished AS MATERIALIZED (
    SELECT DISTINCT key FROM cronofy_hooks.work WHERE id = ANY ($1) AND key IS NOT NULL
), next AS MATERIALIZED (
    SELECT (
        SELECT w.id FROM cronofy_hooks.work w
        WHERE left(w.key, 500) = left(f.key, 500) AND w.key = f.key AND w.state = 2
        ORDER BY w.id LIMIT 1
    ) AS id
    FROM finished f
    WHERE (
        SELECT true FROM cronofy_hooks.work w
        WHERE left(w.key, 500) = left(f.key, 500) AND w.key = f.key AND w.state IN (1, 2) AND w.state = (SELECT 1)
        LIMIT 1
    ) IS NULL
)
UPDATE cronofy_hooks.work w SET state = 1 FROM next WHERE w.id = next.id
