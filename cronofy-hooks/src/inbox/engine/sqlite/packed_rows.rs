//! [`PackedRows`]: any number of rows as the arguments of one statement; and the columns of these rows.
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
//! `packed_row!` declares a row: its columns in order, the kind of each, and which of the number columns
//! it takes. It makes a struct with one field for each column, and a macro that expands to the SQL of a
//! column by name: `delivery_column!(head)`.

use std::io::Write as _;

use super::script::Argument;

/// The bytes of a number: 19 digits and a sign.
const WIDTH: usize = 20;

/// The SQL that cuts a value out, by the kind of its column: from which of the number columns, counted from
/// 0, of rows that have `$columns` of them. A text or a blob has two: its begin and its length.
// It calls itself by its path, because it is expanded in the files that use the columns.
#[rustfmt::skip]
macro_rules! cut {
    (number, $columns:literal, $column:literal) => {
        concat!("CAST(substr(?2, (key * ", $columns, " + ", $column, ") * 20 + 1, 20) AS INTEGER)")
    };
    (maybe_number, $columns:literal, $column:literal) => {
        concat!(
            "CAST(nullif(substr(?2, (key * ", $columns, " + ", $column, ") * 20 + 1, 20), zeroblob(20)) AS INTEGER)"
        )
    };
    (bytes, $columns:literal, $begin:literal, $length:literal) => {
        $crate::inbox::engine::sqlite::packed_rows::cut!(@cut number, $columns, $begin, $length)
    };
    (maybe_bytes, $columns:literal, $begin:literal, $length:literal) => {
        $crate::inbox::engine::sqlite::packed_rows::cut!(@cut maybe_number, $columns, $begin, $length)
    };
    (text, $($column:tt)+) => {
        concat!("CAST(", $crate::inbox::engine::sqlite::packed_rows::cut!(bytes, $($column)+), " AS TEXT)")
    };
    (maybe_text, $($column:tt)+) => {
        concat!("CAST(", $crate::inbox::engine::sqlite::packed_rows::cut!(maybe_bytes, $($column)+), " AS TEXT)")
    };
    (@cut $begins:ident, $columns:literal, $begin:literal, $length:literal) => {
        concat!(
            "substr(?3, ",
            $crate::inbox::engine::sqlite::packed_rows::cut!($begins, $columns, $begin),
            ", ",
            $crate::inbox::engine::sqlite::packed_rows::cut!(number, $columns, $length),
            ")"
        )
    };
}

pub(super) use cut;

/// The type of a field, by the kind of its column.
macro_rules! field {
    (number, $r:lifetime) => { i64 };
    (maybe_number, $r:lifetime) => { Option<i64> };
    (bytes, $r:lifetime) => { &$r [u8] };
    (maybe_bytes, $r:lifetime) => { Option<&$r [u8]> };
    (text, $r:lifetime) => { &$r str };
    (maybe_text, $r:lifetime) => { Option<&$r str> };
}

macro_rules! packed_row {
    (
        $(#[$doc:meta])*
        $row:ident, $column_macro:ident!, $columns:literal number columns:
        $($column:ident: $kind:ident($($at:literal),+),)+
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub(super) struct $row<'r> {
            $(pub(super) $column: field!($kind, 'r),)+
        }

        impl $row<'_> {
            /// How many number columns a row has.
            pub(super) const COLUMNS: usize = $columns;

            pub(super) fn push_to(self, rows: &mut PackedRows) {
                rows.begin_row();
                $(rows.$kind(self.$column);)+
            }
        }

        /// A column in SQL, by its name.
        macro_rules! $column_macro {
            $(($column) => { $crate::inbox::engine::sqlite::packed_rows::cut!($kind, $columns, $($at),+) };)+
        }

        pub(super) use $column_macro;
    };
}

packed_row! {
    /// A delivery on its way into the table `delivery`.
    DeliveryRow, delivery_column!, 7 number columns:
    received_us: number(0),
    repeat: maybe_bytes(1, 2),
    head: text(3, 4),
    body: bytes(5, 6),
}

packed_row! {
    /// A job on its way into the table `work`.
    JobRow, job_column!, 9 number columns:
    // The number of its delivery is the place of that in the script, from 1.
    id: number(0),
    due_us: number(1),
    since_us: maybe_number(2),
    name: text(3, 4),
    key: maybe_text(5, 6),
    topic: maybe_text(7, 8),
}

packed_row! {
    /// A lease update on its way into the table `work`.
    UpdateRow, update_column!, 8 number columns:
    id: number(0),
    fence: number(1),
    state: number(2),
    // What becomes of the lease: see `lease_update::UPDATE`.
    word: number(3),
    due_us: maybe_number(4),
    finished_us: maybe_number(5),
    error: maybe_text(6, 7),
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
    pub(super) fn with_capacity(rows: usize, columns: usize, bytes: usize) -> Self {
        Self {
            count: String::with_capacity(2 * rows + 1),
            numbers: Vec::with_capacity(rows * columns * WIDTH),
            bytes: Vec::with_capacity(bytes + 1),
        }
    }

    /// The arguments `?1`, `?2` and `?3`.
    pub(super) fn finish(mut self) -> [Argument; 3] {
        self.count.push_str(if self.count.is_empty() { "[]" } else { "]" });
        self.bytes.push(0);
        [Argument::Text(self.count), Argument::Bytes(self.numbers), Argument::Bytes(self.bytes)]
    }

    fn begin_row(&mut self) {
        self.count.push_str(if self.count.is_empty() { "[0" } else { ",0" });
    }

    fn number(&mut self, number: i64) {
        self.maybe_number(Some(number));
    }

    fn maybe_number(&mut self, number: Option<i64>) {
        let end = self.numbers.len() + WIDTH;
        if let Some(number) = number {
            // Writing to a vector does not fail.
            let _ = write!(self.numbers, "{number}");
            self.numbers.resize(end, b' ');
        } else {
            self.numbers.resize(end, 0);
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let begin = self.bytes.len() + 1;
        self.bytes.extend_from_slice(bytes);
        self.number(saturated(begin));
        self.number(saturated(bytes.len()));
    }

    fn maybe_bytes(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => self.bytes(bytes),
            None => {
                self.maybe_number(None);
                self.maybe_number(None);
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn maybe_text(&mut self, text: Option<&str>) {
        self.maybe_bytes(text.map(str::as_bytes));
    }
}

/// A length as SQL counts it.
pub(super) fn saturated(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection as _, SqliteConnection};

    use super::super::row::LenientRow as _;
    use super::super::script::Script;
    use super::{DeliveryRow, JobRow, PackedRows, UpdateRow};

    const BYTES: &[u8] = &[0, 0xff, b'1', 0];
    const TEXT: &str = "a\0é\u{1f600}";

    /// The values of one column, in SQL that quotes them.
    async fn column(rows: PackedRows, column: &str) -> Vec<String> {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.expect("memory can be opened");
        let mut script = Script::default();
        script.add(&format!("SELECT quote({column}) FROM json_each(?1) WHERE ?2 || ?3 IS NOT NULL"), rows.finish());
        let done = script.run(&mut connection).await.expect("the column is valid SQL");
        done[0].rows.iter().map(|row| row.exact_text(0)).collect()
    }

    /// `'text'` as the function `quote` of SQLite writes it, which ends it at its first NUL.
    fn quoted(text: &str) -> String {
        format!("'{}'", text.split('\0').next().unwrap_or_default())
    }

    fn hex(bytes: &[u8]) -> String {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        format!("X'{digits}'")
    }

    #[tokio::test]
    async fn every_column_of_a_delivery_is_cut_out() {
        let rows = || {
            let mut rows = PackedRows::with_capacity(2, DeliveryRow::COLUMNS, 0);
            DeliveryRow { received_us: i64::MIN, repeat: Some(BYTES), head: TEXT, body: b"" }.push_to(&mut rows);
            DeliveryRow { received_us: 7, repeat: None, head: "", body: BYTES }.push_to(&mut rows);
            rows
        };
        assert_eq!(column(rows(), delivery_column!(received_us)).await, [i64::MIN.to_string(), "7".to_owned()]);
        assert_eq!(column(rows(), delivery_column!(repeat)).await, [hex(BYTES), "NULL".to_owned()]);
        assert_eq!(column(rows(), delivery_column!(head)).await, [quoted(TEXT), "''".to_owned()]);
        let head = format!("CAST({} AS BLOB)", delivery_column!(head));
        assert_eq!(column(rows(), &head).await, [hex(TEXT.as_bytes()), hex(b"")]);
        assert_eq!(column(rows(), delivery_column!(body)).await, [hex(b""), hex(BYTES)]);
    }

    #[tokio::test]
    async fn every_column_of_a_job_is_cut_out() {
        let rows = || {
            let mut rows = PackedRows::with_capacity(2, JobRow::COLUMNS, 0);
            let (id, due_us, since_us) = (i64::MAX, -1, Some(-2));
            JobRow { id, due_us, since_us, name: TEXT, key: Some("key"), topic: Some("") }.push_to(&mut rows);
            JobRow { id: 1, due_us: 2, since_us: None, name: "name", key: None, topic: None }.push_to(&mut rows);
            rows
        };
        assert_eq!(column(rows(), job_column!(id)).await, [i64::MAX.to_string(), "1".to_owned()]);
        assert_eq!(column(rows(), job_column!(due_us)).await, ["-1", "2"]);
        assert_eq!(column(rows(), job_column!(since_us)).await, ["-2", "NULL"]);
        assert_eq!(column(rows(), job_column!(name)).await, [&*quoted(TEXT), "'name'"]);
        assert_eq!(column(rows(), job_column!(key)).await, ["'key'", "NULL"]);
        assert_eq!(column(rows(), job_column!(topic)).await, ["''", "NULL"]);
    }

    #[tokio::test]
    async fn every_column_of_an_update_is_cut_out() {
        let rows = || {
            let mut rows = PackedRows::with_capacity(2, UpdateRow::COLUMNS, 0);
            let (due_us, finished_us) = (Some(5), Some(6));
            UpdateRow { id: 1, fence: 2, state: 3, word: 4, due_us, finished_us, error: Some("lost") }
                .push_to(&mut rows);
            UpdateRow { id: 10, fence: 20, state: 30, word: 40, due_us: None, finished_us: None, error: None }
                .push_to(&mut rows);
            rows
        };
        assert_eq!(column(rows(), update_column!(id)).await, ["1", "10"]);
        assert_eq!(column(rows(), update_column!(fence)).await, ["2", "20"]);
        assert_eq!(column(rows(), update_column!(state)).await, ["3", "30"]);
        assert_eq!(column(rows(), update_column!(word)).await, ["4", "40"]);
        assert_eq!(column(rows(), update_column!(due_us)).await, ["5", "NULL"]);
        assert_eq!(column(rows(), update_column!(finished_us)).await, ["6", "NULL"]);
        assert_eq!(column(rows(), update_column!(error)).await, ["'lost'", "NULL"]);
    }

    #[tokio::test]
    async fn no_rows_are_no_rows() {
        let rows = PackedRows::with_capacity(0, JobRow::COLUMNS, 0);
        assert_eq!(column(rows, job_column!(id)).await, Vec::<String>::new());
    }
}
