//! Admitting: what arrived joins, becomes ready, or waits behind another of its key.
//!
//! Arriving stays cheap because all of this is left to those who take the work. A statement that
//! fails rolls back everything at once, so SQLite need not remember how to undo the statement alone.

use super::script::Script;

/// The first of those that arrived, and whom each of them would join: the first of its topic that
/// waits unleased, or else the first that arrived, which becomes one that waits.
///
/// So many are admitted at a time: with so many a burst costs few statements, and whoever waits to
/// be accepted meanwhile does not notice.
macro_rules! joining {
    ($then:literal) => {
        concat!(
            "WITH arrived AS (
                SELECT id, key, topic, since_us FROM work WHERE state = 0 ORDER BY id LIMIT 500
            ),
            joining AS (
                SELECT arrived.id, arrived.key, arrived.since_us, coalesce(
                    (SELECT waiting.id FROM work AS waiting
                        WHERE waiting.topic = arrived.topic AND waiting.state IN (1, 2) AND waiting.held = 0
                        ORDER BY waiting.id LIMIT 1),
                    min(arrived.id) OVER (PARTITION BY arrived.topic)) AS target
                FROM arrived WHERE arrived.topic IS NOT NULL
            ) ",
            $then
        )
    };
}

/// The run does for all of them.
pub(super) const SINCE: &str = joining!(
    "UPDATE OR ROLLBACK work SET since_us = min(coalesce(work.since_us, earliest.since_us), earliest.since_us)
    FROM (SELECT target, min(since_us) AS since_us FROM joining WHERE id <> target GROUP BY target) AS earliest
    WHERE work.id = earliest.target AND earliest.since_us IS NOT NULL"
);

/// Of those that join nobody, the first of a key is ready if nobody of it is ready or blocked. All in
/// one statement: two would not agree on who the first are.
pub(super) const ENQUEUE: &str = joining!(
    ", staying AS (
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
);

/// Admits a step.
pub(super) fn enqueue(script: &mut Script) {
    script.add(SINCE, []);
    script.add(ENQUEUE, []);
}
