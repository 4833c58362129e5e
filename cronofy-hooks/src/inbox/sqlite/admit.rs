//! Admitting: what arrived joins, becomes ready, or waits behind another of its key.
//!
//! Arriving stays cheap because all of this is left to those who take the work.

use sqlx::SqliteConnection;

use super::rows::Lenient;

/// How many are admitted at a time: with so many a burst costs few statements, and whoever waits to
/// be accepted meanwhile does not notice.
const STEP: i64 = 500;

/// The end of the next step, and what there is to look after in it.
pub(super) const ARRIVED: &str = "
    SELECT max(id), count(*), count(topic), count(key)
    FROM (SELECT id, topic, key FROM work WHERE state = 0 ORDER BY id LIMIT ?1)";

/// Whom each of the arrived would join: the first of its topic that waits unleased, or else the
/// first that arrived, which becomes one that waits.
macro_rules! joining {
    ($then:literal) => {
        concat!(
            "WITH joining AS (
                SELECT arrived.id, arrived.since_us, coalesce(
                    (SELECT waiting.id FROM work AS waiting
                        WHERE waiting.topic = arrived.topic AND waiting.state IN (1, 2) AND waiting.held = 0
                        ORDER BY waiting.id LIMIT 1),
                    min(arrived.id) OVER (PARTITION BY arrived.topic)) AS target
                FROM work AS arrived
                WHERE arrived.state = 0 AND arrived.id <= ?1 AND arrived.topic IS NOT NULL
            ) ",
            $then
        )
    };
}

/// The run does for all of them.
pub(super) const SINCE: &str = joining!(
    "UPDATE work SET since_us = min(coalesce(work.since_us, earliest.since_us), earliest.since_us)
    FROM (SELECT target, min(since_us) AS since_us FROM joining WHERE id <> target GROUP BY target) AS earliest
    WHERE work.id = earliest.target AND earliest.since_us IS NOT NULL"
);

pub(super) const JOIN: &str = joining!(
    "UPDATE work SET state = 3, joined = joining.target
    FROM joining
    WHERE work.id = joining.id AND joining.target <> joining.id"
);

pub(super) const READY: &str = "UPDATE work SET state = 1 WHERE state = 0 AND id <= ?1";

/// The first of a key is ready if nobody of it is ready or blocked.
pub(super) const IN_ORDER: &str = "
    UPDATE work SET state = CASE WHEN admitted.free THEN 1 ELSE 2 END
    FROM (
        SELECT arrived.id, arrived.key IS NULL OR (
            row_number() OVER (PARTITION BY arrived.key ORDER BY arrived.id) = 1
            AND NOT EXISTS (
                SELECT 1 FROM work AS other
                WHERE other.key = arrived.key AND (other.state = 1 OR other.state = 2)
            )
        ) AS free
        FROM work AS arrived WHERE arrived.state = 0 AND arrived.id <= ?1
    ) AS admitted
    WHERE work.id = admitted.id";

/// Admits a step. Whether there may be more.
pub(super) async fn admit(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let arrived = sqlx::query(ARRIVED).bind(STEP).fetch_one(&mut *connection).await?;
    let (last, count, with_topic, with_key) =
        (arrived.number(0), arrived.number(1), arrived.number(2), arrived.number(3));
    if count == 0 {
        return Ok(false);
    }
    if with_topic > 0 {
        for statement in [SINCE, JOIN] {
            sqlx::query(statement).bind(last).execute(&mut *connection).await?;
        }
    }
    let statement = if with_key > 0 { IN_ORDER } else { READY };
    sqlx::query(statement).bind(last).execute(&mut *connection).await?;
    Ok(count == STEP)
}
