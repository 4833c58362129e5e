//! Accepting: one statement for the deliveries of a batch, one for their units.

use sqlx::{Row, SqliteConnection};

use super::super::new::{Accepted, NewDelivery};
use super::super::unit::UnitId;
use super::rows::{Rows, saturated};
use super::time::{after, micros};

/// As much as goes into one statement, which SQLite keeps in memory twice.
const MOST: usize = 8 << 20;

/// What has been stored before is left alone; anything else that is in the way is an error.
pub(super) const DELIVERIES: &str = "
    INSERT OR ROLLBACK INTO delivery (id, repeat, received_us, head, body)
    SELECT value->>0, substr(?2, value->>2, value->>3), value->>1,
        CAST(substr(?2, value->>4, value->>5) AS TEXT), substr(?2, value->>6, value->>7)
    FROM json_each(?1)
    WHERE true
    ON CONFLICT (repeat) WHERE repeat IS NOT NULL DO NOTHING";

/// Which of them are new, where not all are.
const NEW: &str = "SELECT id FROM delivery WHERE id BETWEEN ?1 AND ?2 ORDER BY id";

pub(super) const UNITS: &str = "
    INSERT OR ROLLBACK INTO work (id, due_us, since_us, name, key, topic)
    SELECT value->>0, value->>1, value->>2, CAST(substr(?2, value->>3, value->>4) AS TEXT),
        CAST(substr(?2, value->>5, value->>6) AS TEXT), CAST(substr(?2, value->>7, value->>8) AS TEXT)
    FROM json_each(?1)";

/// Stores what is new of a batch. `last` is the number of the last delivery, whenever it was.
pub(super) async fn accept(
    connection: &mut SqliteConnection,
    now: i64,
    last: i64,
    deliveries: &[NewDelivery],
) -> Result<Vec<Accepted>, sqlx::Error> {
    let mut accepted = Vec::with_capacity(deliveries.len());
    while let rest = &deliveries[accepted.len()..]
        && !rest.is_empty()
    {
        let first = last + 1 + saturated(accepted.len());
        let (rows, chunk) = delivery_rows(first, rest);
        let end = first + saturated(chunk.len());
        let (json, bytes) = rows.finish();
        let inserted = sqlx::query(DELIVERIES).bind(json).bind(bytes).execute(&mut *connection).await?;
        let already = accepted.len();
        if inserted.rows_affected() == u64::try_from(chunk.len()).unwrap_or(u64::MAX) {
            accepted.resize(already + chunk.len(), Accepted::New);
        } else {
            accepted.resize(already + chunk.len(), Accepted::Repeated);
            for row in sqlx::query(NEW).bind(first).bind(end - 1).fetch_all(&mut *connection).await? {
                let place = usize::try_from(row.try_get::<i64, _>(0)? - first).ok();
                if let Some(new) = place.and_then(|place| accepted.get_mut(already + place)) {
                    *new = Accepted::New;
                }
            }
        }
        let new = (first..end).zip(chunk).zip(&accepted[already..]).filter(|(_, accepted)| **accepted == Accepted::New);
        let units = unit_rows(now, new.map(|(numbered, _)| numbered));
        if !units.is_empty() {
            let (json, bytes) = units.finish();
            sqlx::query(UNITS).bind(json).bind(bytes).execute(&mut *connection).await?;
        }
    }
    Ok(accepted)
}

/// As many as go into one statement, and at least one.
fn delivery_rows(first: i64, deliveries: &[NewDelivery]) -> (Rows, &[NewDelivery]) {
    let length = deliveries.iter().map(|delivery| delivery.head.len() + delivery.body.len() + 16).sum::<usize>();
    let mut rows = Rows::with_capacity(deliveries.len(), length.min(MOST));
    let mut count = 0;
    for (number, delivery) in (first..).zip(deliveries) {
        if count > 0 && rows.len() + delivery.head.len() + delivery.body.len() > MOST {
            break;
        }
        rows.row(number)
            .number(micros(delivery.received_at))
            .bytes(delivery.repeat.as_ref().map(<[u8; 16]>::as_slice))
            .text(&*delivery.head)
            .bytes(&*delivery.body);
        count += 1;
    }
    (rows, &deliveries[..count])
}

fn unit_rows<'d>(now: i64, deliveries: impl Iterator<Item = (i64, &'d NewDelivery)>) -> Rows {
    let mut rows = Rows::default();
    for (number, delivery) in deliveries {
        for (unit, index) in delivery.units.iter().zip(0..) {
            // Numbers go further than any disk, and the engine refuses more units than there are places.
            let Some(id) = UnitId::new(number, index) else { continue };
            let join = unit.join.as_ref();
            rows.row(id.as_i64())
                .number(after(now, unit.delay))
                .number(join.map(|join| micros(join.since)))
                .text(&*unit.name)
                .text(unit.key.as_deref())
                .text(join.map(|join| &*join.topic));
        }
    }
    rows
}
