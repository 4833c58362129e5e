-- Deletes the given deliveries, $1, whose jobs are all finished, regardless of their age. A job that joined another one
-- counts as finished only when that one is. Returns how many deliveries were deleted.
WITH needless AS MATERIALIZED (
    SELECT d.id FROM cronofy_hooks.delivery d
    WHERE d.id = ANY ($1) AND (
        SELECT bool_and(w.state >= 3 AND (
            w.joined IS NULL
            OR (SELECT true FROM cronofy_hooks.work j WHERE j.id = w.joined AND j.state + 0 < 3) IS NULL
        ))
        FROM cronofy_hooks.work w
        WHERE w.id >= d.id << 20 AND w.id < (d.id + 1) << 20
    ) IS NOT FALSE
), units AS (
    DELETE FROM cronofy_hooks.work w USING needless n WHERE w.id >= n.id << 20 AND w.id < (n.id + 1) << 20
), deliveries AS (
    DELETE FROM cronofy_hooks.delivery d USING needless n WHERE d.id = n.id
)
SELECT count(*) FROM needless
