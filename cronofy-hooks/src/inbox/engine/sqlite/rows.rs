//! [`RowsStatement`]: a statement with any number of rows as its arguments.
//!
//! One statement for many rows costs a fraction of one statement for each row, provided that it is prepared once
//! and kept. So its text must not depend on how many rows there are: it has room for a power of two of them, as
//! `VALUES (?, ?), (?, ?), …`. The room that is left is filled with `NULL`, and the statement skips those rows.
//!
//! All statements of a script have the same room. So a connection prepares few scripts: one for each power of
//! two up to [`MOST_ROWS`], and for each combination of what a batch does.

use std::borrow::Borrow;

use super::script::Argument;

/// The most rows of one statement.
pub(super) const MOST_ROWS: usize = 512;

/// Stands for the rows in the SQL of a statement.
const ROWS: &str = "{rows}";

/// A column of the rows `R`: its name in SQL, and its value. The value of the first column is never `NULL`.
pub(super) type Column<R> = (&'static str, fn(&R) -> Argument);

/// The room that statements need for at most this many rows each.
pub(super) fn room(rows: usize) -> usize {
    rows.next_power_of_two().min(MOST_ROWS)
}

/// A statement that reads rows.
pub(super) struct RowsStatement {
    before: String,
    row: String,
    after: String,
}

impl RowsStatement {
    /// `{rows}` in the SQL is a table with these columns. Every `?` before and after it is one argument.
    pub(super) fn new<R>(sql: &str, columns: &[Column<R>]) -> Self {
        let (before, after) = sql.split_once(ROWS).unwrap_or((sql, ""));
        let names: Vec<_> = (1..).zip(columns).map(|(at, (name, _))| format!("column{at} AS {name}")).collect();
        Self {
            before: format!("{before}(SELECT {} FROM (VALUES ", names.join(", ")),
            row: format!("({})", vec!["?"; columns.len()].join(",")),
            after: format!(") WHERE column1 IS NOT NULL){after}"),
        }
    }

    /// The SQL with room for some rows, whose arguments [`arguments`] makes.
    pub(super) fn sql(&self, room: usize) -> String {
        let mut sql = String::with_capacity(self.before.len() + room * (self.row.len() + 1) + self.after.len());
        sql.push_str(&self.before);
        for place in 0..room {
            sql.push_str(if place == 0 { "" } else { "," });
            sql.push_str(&self.row);
        }
        sql.push_str(&self.after);
        sql
    }
}

/// The arguments of some rows, no more than there is room for.
pub(super) fn arguments<R>(
    columns: &[Column<R>],
    room: usize,
    rows: impl IntoIterator<Item: Borrow<R>>,
) -> Vec<Argument> {
    let all = room * columns.len();
    let mut arguments = Vec::with_capacity(all);
    for row in rows {
        arguments.extend(columns.iter().map(|(_, value)| value(row.borrow())));
    }
    arguments.resize_with(all, || Argument::Null);
    arguments
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection as _, SqliteConnection};

    use super::super::accept::{DeliveryRow, JobRow};
    use super::super::lease_update::UpdateRow;
    use super::super::script::Script;
    use super::{Column, RowsStatement, arguments, room};
    use crate::inbox::batcher::FencedUpdate;
    use crate::inbox::engine::shared::LenientRow as _;
    use crate::inbox::{Fence, JobId, Join, LeaseUpdate, NewDelivery, NewJob};

    const BYTES: &[u8] = &[0, 0xff, b'1', 0];
    const TEXT: &str = "a\0é\u{1f600}";

    /// The values of each row, in SQL that quotes them.
    async fn values<R>(columns: &[Column<R>], rows: Vec<R>, room: usize) -> Vec<Vec<String>> {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.expect("memory can be opened");
        let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
        // Texts as blobs, because `quote` ends a text at its first NUL.
        let quoted = names.iter().map(|name| {
            format!("quote(CASE typeof({name}) WHEN 'text' THEN CAST({name} AS BLOB) ELSE {name} END) AS {name}")
        });
        let mut script = Script::default();
        let sql = format!("SELECT {} FROM {{rows}} AS row", quoted.collect::<Vec<_>>().join(", "));
        script.add(&RowsStatement::new(&sql, columns).sql(room), arguments(columns, room, rows));
        let done = script.run(&mut connection).await.expect("the columns are valid SQL");
        done[0].rows.iter().map(|row| names.iter().map(|name| row.exact_text(name)).collect()).collect()
    }

    fn quoted(bytes: &[u8]) -> String {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        format!("X'{digits}'")
    }

    fn delivery(repeat: Option<[u8; 16]>, head: &str, body: &'static [u8], second: i64) -> NewDelivery {
        let received_at = jiff::Timestamp::from_second(second).expect("it is a time");
        NewDelivery { repeat, head: head.to_owned(), body: body.into(), received_at, jobs: Vec::new() }
    }

    #[tokio::test]
    async fn every_column_of_a_delivery_has_its_value() {
        let (first, second) = (delivery(Some([7; 16]), TEXT, b"", -3), delivery(None, "", BYTES, 7));
        let rows = vec![DeliveryRow { place: 0, delivery: &first }, DeliveryRow { place: 1, delivery: &second }];
        let first = ["0".to_owned(), "-3000000".to_owned(), quoted(&[7; 16]), quoted(TEXT.as_bytes()), quoted(b"")];
        let second = ["1".to_owned(), "7000000".to_owned(), "NULL".to_owned(), quoted(b""), quoted(BYTES)];
        assert_eq!(values(&DeliveryRow::COLUMNS, rows, 2).await, [first, second]);
    }

    #[tokio::test]
    async fn every_column_of_a_job_has_its_value() {
        let topic = Join { topic: String::new(), since: jiff::Timestamp::UNIX_EPOCH };
        let plain = NewJob { name: "name".to_owned(), key: None, join: None, delay: std::time::Duration::ZERO };
        let joining = NewJob { name: TEXT.to_owned(), key: Some("key".to_owned()), join: Some(topic), ..plain.clone() };
        let row = |id, due_us, job| JobRow { id, due_us, job };
        let rows = vec![row(i64::MAX, i64::MIN, &joining), row(1, 2, &plain)];
        let (max, min) = (i64::MAX.to_string(), i64::MIN.to_string());
        let first = [max, min, "0".to_owned(), quoted(TEXT.as_bytes()), quoted(b"key"), quoted(b"")];
        let second =
            ["1".to_owned(), "2".to_owned(), "NULL".to_owned(), quoted(b"name"), "NULL".to_owned(), "NULL".to_owned()];
        assert_eq!(values(&JobRow::COLUMNS, rows, 4).await, [first, second]);
    }

    #[tokio::test]
    async fn every_column_of_an_update_has_its_value() {
        let update = |job, fence, update| FencedUpdate { job: JobId::from_i64(job), fence: Fence(fence), update };
        let dead = update(1, 2, LeaseUpdate::Dead { error: "lost".to_owned() });
        let extend = update(10, 20, LeaseUpdate::Extend { lease_duration: std::time::Duration::from_micros(5) });
        let rows = vec![UpdateRow { now: 7, update: &dead }, UpdateRow { now: 7, update: &extend }];
        let first = ["1", "2", "6", "7", &quoted(b"lost")].map(str::to_owned);
        let second = ["10", "20", "1", "12", "NULL"].map(str::to_owned);
        assert_eq!(values(&UpdateRow::COLUMNS, rows, 8).await, [first, second]);
    }

    #[tokio::test]
    async fn no_rows_are_no_rows() {
        assert!(values(&DeliveryRow::COLUMNS, Vec::new(), 1).await.is_empty());
    }

    #[test]
    fn there_is_room_for_a_power_of_two() {
        assert_eq!([0, 1, 2, 3, 64, 65, 512, 513].map(room), [1, 1, 2, 4, 64, 128, 512, 512]);
    }
}
