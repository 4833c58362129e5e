-- Updates leased jobs, each of them at most once, and makes the next job of each key ready. Kinds: 0 retry,
-- 1 extend, 2 release, 3 isolate, 4 done, 5 discarded, 6 dead. Returns the places of the jobs that were still
-- leased. The arguments are numbered, because the transactions of handlers use this without the function.
WITH settled AS (
    UPDATE cronofy_hooks.work w
    SET state = CASE WHEN s.kind >= 4 THEN s.kind ELSE 1 END,
        held = s.kind IN (1, 3),
        attempts = CASE WHEN s.kind = 2 THEN w.attempts - 1 ELSE w.attempts END,
        -- A result sets the counts of lost leases back.
        lost = CASE WHEN s.kind IN (1, 2, 3) THEN w.lost ELSE 0 END,
        crashes = CASE WHEN s.kind IN (1, 2, 3) THEN w.crashes ELSE 0 END,
        alone = s.kind = 3 OR s.kind = 1 AND w.alone,
        due_us = CASE WHEN s.kind >= 4 THEN w.due_us ELSE $1::bigint + s.wait_us END,
        finished_us = CASE WHEN s.kind >= 4 THEN $1::bigint ELSE w.finished_us END,
        error = coalesce(s.error, w.error)
    FROM unnest($2::integer[], $3::bigint[], $4::bigint[], $5::smallint[], $6::bigint[], $7::text[])
        AS s (place, id, fence, kind, wait_us, error)
    -- The sum keeps the planner from using an index of a state: it has to look each job up by its id.
    WHERE w.id = s.id AND w.fence = s.fence AND w.state + 0 = 1 AND w.held
    RETURNING s.place, w.id, w.key, w.state
), finished AS MATERIALIZED (
    SELECT id, key FROM settled WHERE state >= 4
), next AS MATERIALIZED (
    SELECT (
        SELECT w.id FROM cronofy_hooks.work w
        WHERE left(w.key, 500) = left(f.key, 500) AND w.key = f.key AND w.state = 2
        ORDER BY w.id LIMIT 1
    ) AS id
    FROM (SELECT DISTINCT key FROM finished WHERE key IS NOT NULL) f
    WHERE (
        SELECT true FROM cronofy_hooks.work w
        WHERE left(w.key, 500) = left(f.key, 500) AND w.key = f.key AND w.state IN (1, 2) AND w.state = (SELECT 1)
            AND w.id NOT IN (SELECT id FROM finished)
        LIMIT 1
    ) IS NULL
), promoted AS (
    UPDATE cronofy_hooks.work w SET state = 1 FROM next WHERE w.id = next.id
)
SELECT array_agg(place) FROM settled
