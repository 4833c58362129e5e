//! [`PackedRows`]: any number of rows as the arguments of one statement.
//!
//! # Why
//!
//! One statement for many rows costs a fraction of one statement for each row. But a statement whose text
//! depends on the number of rows, such as `VALUES (?, ?), (?, ?), …`, cannot be prepared once and kept. So
//! the text is always the same, and all rows travel in three arguments, from which SQL cuts the values.
//!
//! # The three arguments
//!
//! | argument | type | content |
//! |---|---|---|
//! | `?1` | text | a JSON array with one `0` for each row |
//! | `?2` | blob | the numbers: 20 bytes for each column of the first row, then those of the second row, … |
//! | `?3` | blob | the bytes of all texts and blobs, one after the other, and a last byte that belongs to none |
//!
//! A statement reads `FROM json_each(?1)`: that yields one row for each element of the array, and its
//! column `key` is the number of the row, from 0.
//!
//! A number is written in decimal and padded with spaces to [`WIDTH`] bytes, which hold every `i64` with
//! its sign. SQL cuts it out with `substr` and casts it: that costs half of what reading the number from
//! JSON would. `NULL` is [`WIDTH`] zero bytes.
//!
//! A text or a blob takes two number columns: at which byte of `?3` it begins, counted from 1 as `substr`
//! does, and how many bytes it has. Texts travel as bytes, because SQLite ends a text argument at its
//! first NUL; `CAST(… AS TEXT)` keeps the NULs. Cut out of an empty blob, an empty value would be `NULL`:
//! the last byte of `?3` prevents that.
//!
//! # The columns
//!
//! A row is a type with a list of its columns: the name of each in SQL, and how to read its value from a row.
//! [`packed`] makes SQL of such a list, in which a statement names the columns: `FROM ({rows}) AS row`.

use std::borrow::Borrow;

use super::script::Argument;

/// The bytes of a number: 19 digits and a sign.
const WIDTH: usize = 20;

/// A column of the rows `R`: its name, and its value.
pub(super) enum Column<R> {
    Number(&'static str, fn(&R) -> i64),
    MaybeNumber(&'static str, fn(&R) -> Option<i64>),
    Bytes(&'static str, fn(&R) -> &[u8]),
    MaybeBytes(&'static str, fn(&R) -> Option<&[u8]>),
    Text(&'static str, fn(&R) -> &str),
    MaybeText(&'static str, fn(&R) -> Option<&str>),
}

impl<R> Column<R> {
    /// The name, and how many number columns it takes.
    fn name_and_width(&self) -> (&'static str, usize) {
        match self {
            Self::Number(name, _) | Self::MaybeNumber(name, _) => (name, 1),
            Self::Bytes(name, _) | Self::MaybeBytes(name, _) | Self::Text(name, _) | Self::MaybeText(name, _) => {
                (name, 2)
            }
        }
    }
}

/// How many number columns a row has.
fn width<R>(columns: &[Column<R>]) -> usize {
    columns.iter().map(|column| column.name_and_width().1).sum()
}

/// The SQL of the rows whose arguments [`PackedRows`] makes: with the columns by their names, and the number of
/// the row, from 0, as `place`.
pub(super) fn packed<R>(columns: &[Column<R>]) -> String {
    let all = width(columns);
    let digits = |at: usize| format!("substr(?2, (key * {all} + {at}) * {WIDTH} + 1, {WIDTH})");
    let number = |at| format!("CAST({} AS INTEGER)", digits(at));
    let maybe_number = |at| format!("CAST(nullif({}, zeroblob({WIDTH})) AS INTEGER)", digits(at));
    let bytes = |at| format!("substr(?3, {}, {})", number(at), number(at + 1));
    let maybe_bytes = |at| format!("substr(?3, {}, {})", maybe_number(at), number(at + 1));
    let (mut sql, mut at) = ("SELECT key AS place".to_owned(), 0);
    for column in columns {
        let value = match column {
            Column::Number(..) => number(at),
            Column::MaybeNumber(..) => maybe_number(at),
            Column::Bytes(..) => bytes(at),
            Column::MaybeBytes(..) => maybe_bytes(at),
            Column::Text(..) => format!("CAST({} AS TEXT)", bytes(at)),
            Column::MaybeText(..) => format!("CAST({} AS TEXT)", maybe_bytes(at)),
        };
        let (name, width) = column.name_and_width();
        sql = format!("{sql}, {value} AS {name}");
        at += width;
    }
    format!("{sql} FROM json_each(?1)")
}

/// Rows on their way into one statement.
#[derive(Debug)]
pub(super) struct PackedRows {
    /// `?1`, without its last bracket.
    count: String,
    /// `?2`.
    numbers: Vec<u8>,
    /// `?3`, without its last byte.
    bytes: Vec<u8>,
}

impl PackedRows {
    /// The arguments `?1`, `?2` and `?3` of some rows. `count` and `bytes` are how many rows and bytes to make
    /// room for.
    pub(super) fn arguments<R>(
        columns: &[Column<R>],
        rows: impl IntoIterator<Item: Borrow<R>>,
        count: usize,
        bytes: usize,
    ) -> [Argument; 3] {
        let mut packed = Self {
            count: String::with_capacity(2 * count + 1),
            numbers: Vec::with_capacity(count * width(columns) * WIDTH),
            bytes: Vec::with_capacity(bytes + 1),
        };
        for row in rows {
            packed.push(columns, row.borrow());
        }
        packed.count.push_str(if packed.count.is_empty() { "[]" } else { "]" });
        packed.bytes.push(0);
        [Argument::Text(packed.count), Argument::Bytes(packed.numbers), Argument::Bytes(packed.bytes)]
    }

    fn push<R>(&mut self, columns: &[Column<R>], row: &R) {
        self.count.push_str(if self.count.is_empty() { "[0" } else { ",0" });
        for column in columns {
            match column {
                Column::Number(_, value) => self.number(Some(value(row))),
                Column::MaybeNumber(_, value) => self.number(value(row)),
                Column::Bytes(_, value) => self.bytes(Some(value(row))),
                Column::MaybeBytes(_, value) => self.bytes(value(row)),
                Column::Text(_, value) => self.bytes(Some(value(row).as_bytes())),
                Column::MaybeText(_, value) => self.bytes(value(row).map(str::as_bytes)),
            }
        }
    }

    fn number(&mut self, number: Option<i64>) {
        let end = self.numbers.len() + WIDTH;
        if let Some(number) = number {
            self.numbers.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
            self.numbers.resize(end, b' ');
        } else {
            self.numbers.resize(end, 0);
        }
    }

    fn bytes(&mut self, bytes: Option<&[u8]>) {
        self.number(bytes.map(|_| saturated(self.bytes.len() + 1)));
        self.number(bytes.map(|bytes| saturated(bytes.len())));
        self.bytes.extend_from_slice(bytes.unwrap_or_default());
    }
}

/// A length as SQL counts it.
pub(super) fn saturated(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection as _, SqliteConnection};

    use super::super::accept::{DELIVERY, JobRow};
    use super::super::lease_update::UpdateRow;
    use super::super::script::Script;
    use super::{Column, PackedRows, packed};
    use crate::inbox::batcher::FencedUpdate;
    use crate::inbox::engine::shared::LenientRow as _;
    use crate::inbox::{Fence, JobId, Join, LeaseUpdate, NewDelivery, NewJob};

    const BYTES: &[u8] = &[0, 0xff, b'1', 0];
    const TEXT: &str = "a\0é\u{1f600}";

    /// The values of each row, in SQL that quotes them.
    async fn values<R>(columns: &[Column<R>], rows: Vec<R>) -> Vec<Vec<String>> {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.expect("memory can be opened");
        let names: Vec<_> = columns.iter().map(|column| column.name_and_width().0).collect();
        // Texts as blobs, because `quote` ends a text at its first NUL.
        let quoted = names.iter().map(|name| {
            format!("quote(CASE typeof({name}) WHEN 'text' THEN CAST({name} AS BLOB) ELSE {name} END) AS {name}")
        });
        let mut script = Script::default();
        let sql = format!("SELECT {} FROM ({}) AS row", quoted.collect::<Vec<_>>().join(", "), packed(columns));
        script.add(&sql, PackedRows::arguments(columns, rows, 0, 0));
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
    async fn every_column_of_a_delivery_is_cut_out() {
        let rows = vec![delivery(Some([7; 16]), TEXT, b"", -3), delivery(None, "", BYTES, 7)];
        let first = ["-3000000".to_owned(), quoted(&[7; 16]), quoted(TEXT.as_bytes()), quoted(b"")];
        let second = ["7000000".to_owned(), "NULL".to_owned(), quoted(b""), quoted(BYTES)];
        assert_eq!(values(&DELIVERY, rows).await, [first, second]);
    }

    #[tokio::test]
    async fn every_column_of_a_job_is_cut_out() {
        let topic = Join { topic: String::new(), since: jiff::Timestamp::UNIX_EPOCH };
        let plain = NewJob { name: "name".to_owned(), key: None, join: None, delay: std::time::Duration::ZERO };
        let joining = NewJob { name: TEXT.to_owned(), key: Some("key".to_owned()), join: Some(topic), ..plain.clone() };
        let row = |id, due_us, job| JobRow { id, due_us, job };
        let rows = vec![row(i64::MAX, i64::MIN, &joining), row(1, 2, &plain)];
        let (max, min) = (i64::MAX.to_string(), i64::MIN.to_string());
        let first = [max, min, "0".to_owned(), quoted(TEXT.as_bytes()), quoted(b"key"), quoted(b"")];
        let second =
            ["1".to_owned(), "2".to_owned(), "NULL".to_owned(), quoted(b"name"), "NULL".to_owned(), "NULL".to_owned()];
        assert_eq!(values(&JobRow::COLUMNS, rows).await, [first, second]);
    }

    #[tokio::test]
    async fn every_column_of_an_update_is_cut_out() {
        let update = |job, fence, update| FencedUpdate { job: JobId::from_i64(job), fence: Fence(fence), update };
        let dead = update(1, 2, LeaseUpdate::Dead { error: "lost".to_owned() });
        let extend = update(10, 20, LeaseUpdate::Extend { lease_duration: std::time::Duration::from_micros(5) });
        let rows = vec![UpdateRow { now: 7, update: &dead }, UpdateRow { now: 7, update: &extend }];
        let first = ["1", "2", "6", "7", &quoted(b"lost")].map(str::to_owned);
        let second = ["10", "20", "1", "12", "NULL"].map(str::to_owned);
        assert_eq!(values(&UpdateRow::COLUMNS, rows).await, [first, second]);
    }

    #[tokio::test]
    async fn no_rows_are_no_rows() {
        assert!(values(&DELIVERY, Vec::new()).await.is_empty());
    }
}
