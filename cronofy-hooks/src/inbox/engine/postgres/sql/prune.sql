-- Looks at the $2 deliveries behind $1, and deletes those that arrived before $3 and whose jobs are finished, as
-- are all jobs that these joined. A delivery with a dead job is deleted if it arrived before $4, and never if $4
-- is NULL. Returns the last of the $2 deliveries; whether deliveries behind them may be old enough, because any
-- of these is, or because one is dated after $5, which is now: then a clock was wrong, and the order of arrival is
-- not that of the times; how many deliveries were looked at; and how many were deleted.
WITH looked_at AS MATERIALIZED (
    SELECT id, received_us FROM cronofy_hooks.delivery WHERE id > $1 ORDER BY id LIMIT $2
), needless AS MATERIALIZED (
    SELECT d.id FROM looked_at d
    WHERE d.received_us < $3::bigint AND (
        SELECT bool_and(w.state >= 3 AND (w.state <> 6 OR (d.received_us < $4::bigint) IS TRUE) AND (
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
SELECT max(id), coalesce(bool_or(received_us < $3::bigint OR received_us > $5::bigint), false), count(*), (SELECT count(*) FROM needless)
FROM looked_at
