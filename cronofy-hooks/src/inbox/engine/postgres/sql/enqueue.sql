-- Decides for arrived jobs, the oldest first, whether they join another job, can run, or are blocked behind
-- another job of their key. The result is the same as of deciding one after the other: all jobs of a topic
-- join the first one that waits already, or else the oldest of them; of the jobs that do not join, the oldest
-- of a key can run unless another job of the key can. Returns how many jobs there were, and how many are due.
--
-- `left(topic, 500)` and `left(key, 500)` are the expressions of the indexes, which take no long values.
WITH arrived AS MATERIALIZED (
    SELECT id, key, topic, since_us FROM cronofy_hooks.work WHERE state = 0 ORDER BY id LIMIT admit_most
), topics AS MATERIALIZED (
    SELECT id, key, min(since_us) OVER same AS since_us, CASE WHEN topic IS NOT NULL THEN coalesce(
        (
            SELECT w.id FROM cronofy_hooks.work w
            WHERE left(w.topic, 500) = left(a.topic, 500) AND w.topic = a.topic AND w.state IN (1, 2) AND NOT w.held
            ORDER BY w.id LIMIT 1
        ),
        min(id) OVER same
    ) END AS first
    FROM arrived a
    WINDOW same AS (PARTITION BY topic)
), keys AS MATERIALIZED (
    SELECT id, since_us, first, min(id) FILTER (WHERE first IS NULL OR first = id) OVER same = id AS is_first, (
        SELECT true FROM cronofy_hooks.work w
        WHERE left(w.key, 500) = left(t.key, 500) AND w.key = t.key AND w.state IN (1, 2)
        LIMIT 1
    ) AS is_taken, key
    FROM topics t
    WINDOW same AS (PARTITION BY key)
), admitted AS (
    UPDATE cronofy_hooks.work w
    SET state = CASE
            WHEN k.first <> k.id THEN 3
            WHEN k.key IS NULL OR k.is_first AND k.is_taken IS NULL THEN 1
            ELSE 2
        END,
        joined = nullif(k.first, k.id),
        since_us = CASE WHEN k.first = k.id THEN k.since_us ELSE w.since_us END
    FROM keys k
    WHERE w.id = k.id
    RETURNING w.state, w.due_us
), joined AS (
    UPDATE cronofy_hooks.work w
    SET since_us = least(w.since_us, f.since_us)
    FROM (SELECT DISTINCT first, since_us FROM topics WHERE first <> id) f
    -- Jobs that have just arrived are changed above: one statement cannot change a row twice.
    WHERE w.id = f.first AND w.state + 0 IN (1, 2)
)
SELECT count(*), count(*) FILTER (WHERE state = 1 AND due_us <= now_us) FROM admitted
