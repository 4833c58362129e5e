//! Enqueuing: an arrived job joins another job, becomes ready, or is blocked behind another job of its
//! key.
//!
//! Accepting a delivery looks up no other row, so that a burst is stored at the speed of the disk. The
//! next lease request decides all of this, for up to 500 jobs with two statements. Both say `OR ROLLBACK`:
//! when one fails, the transaction is over, so SQLite need not keep what it would take to undo the
//! statement alone.

use std::sync::LazyLock;

use super::script::Script;

/// `arrived` has the oldest arrived jobs. `joining` has those of them that have a topic, and the `target`
/// that each would join: the first job of the topic that waits and is not leased, or else the first of
/// the topic that arrived, which joins none and waits.
///
/// With 500 jobs at a time a burst takes few statements, and deliveries that wait to be accepted
/// meanwhile lose no noticeable time.
const JOINING: &str = "
    WITH arrived AS (
        SELECT id, key, topic, since_us FROM work WHERE state = 0 ORDER BY id LIMIT 500
    ),
    joining AS (
        SELECT arrived.id, arrived.key, arrived.since_us, coalesce(
            (SELECT waiting.id FROM work AS waiting
                WHERE waiting.topic = arrived.topic AND waiting.state IN (1, 2) AND waiting.held = 0
                ORDER BY waiting.id LIMIT 1),
            min(arrived.id) OVER (PARTITION BY arrived.topic)) AS target
        FROM arrived WHERE arrived.topic IS NOT NULL
    )";

/// The run of a target serves all jobs that join it: it has to read changes since the earliest of their
/// times.
pub(super) static SINCE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{JOINING} UPDATE OR ROLLBACK work SET since_us = min(coalesce(work.since_us, earliest.since_us), earliest.since_us)
    FROM (SELECT target, min(since_us) AS since_us FROM joining WHERE id <> target GROUP BY target) AS earliest
    WHERE work.id = earliest.target AND earliest.since_us IS NOT NULL"
    )
});

/// Jobs that join a target become joined (3). Of the others, the first of each key becomes ready (1)
/// unless a job of the key is ready or blocked already, and the rest become blocked (2). This is one
/// statement, because two would see different rows and disagree on which jobs are the first.
pub(super) static ENQUEUE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{JOINING}, staying AS (
        SELECT id, key FROM arrived WHERE topic IS NULL
        UNION ALL SELECT id, key FROM joining WHERE id = target
    )
    UPDATE OR ROLLBACK work SET
        state = CASE WHEN admitted.target IS NOT NULL THEN 3 WHEN admitted.free THEN 1 ELSE 2 END,
        joined = coalesce(admitted.target, work.joined)
    FROM (
        SELECT staying.id, NULL AS target, staying.key IS NULL OR (
            row_number() OVER (PARTITION BY staying.key ORDER BY staying.id) = 1
            AND NOT EXISTS (
                SELECT 1 FROM work AS other
                WHERE other.key = staying.key AND (other.state = 1 OR other.state = 2)
            )
        ) AS free
        FROM staying
        UNION ALL SELECT id, target, NULL FROM joining WHERE id <> target
    ) AS admitted
    WHERE work.id = admitted.id"
    )
});

/// Adds one step to a script.
pub(super) fn enqueue(script: &mut Script) {
    script.add(&SINCE, []);
    script.add(&ENQUEUE, []);
}
