//! [`Rows`]: any number of rows as the arguments of one statement; and values read with leniency.

use std::fmt::Write as _;
use std::io::Write as _;

use bytes::Bytes;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::script::Argument;

/// Digits of a number on its way, and its sign.
const WIDTH: usize = 20;

/// A number of a row, in SQL: how many columns the rows have, and which it is, from 0.
///
/// `?1`, `?2` and `?3` are what [`Rows::finish`] returns, and `key` is that of `json_each(?1)`.
macro_rules! number {
    ($columns:literal, $column:literal) => {
        concat!("CAST(substr(?2, (key * ", $columns, " + ", $column, ") * 20 + 1, 20) AS INTEGER)")
    };
}

/// The same of a number that may be NULL.
macro_rules! maybe_number {
    ($columns:literal, $column:literal) => {
        concat!(
            "CAST(nullif(substr(?2, (key * ",
            $columns,
            " + ",
            $column,
            ") * 20 + 1, 20), zeroblob(20)) AS INTEGER)"
        )
    };
}

/// Bytes of a row. They take two columns: where they are, and how many.
macro_rules! bytes {
    ($columns:literal, $place:literal, $length:literal) => {
        concat!("substr(?3, ", number!($columns, $place), ", ", number!($columns, $length), ")")
    };
}

/// The same of bytes that may be NULL.
macro_rules! maybe_bytes {
    ($columns:literal, $place:literal, $length:literal) => {
        concat!("substr(?3, ", maybe_number!($columns, $place), ", ", number!($columns, $length), ")")
    };
}

pub(super) use {bytes, maybe_bytes, maybe_number, number};

/// Rows on their way into one statement.
///
/// One statement for many rows costs a fraction of one for each; a statement whose length depends on
/// the number of rows could not be prepared once. Numbers travel in columns of a fixed width, from
/// which they are cut: that costs half of what reading them as JSON does. Texts travel as bytes,
/// because SQLite would end them at a NUL.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// As many elements as there are rows, to have `json_each` count to it.
    count: String,
    numbers: Vec<u8>,
    bytes: Vec<u8>,
}

impl Rows {
    pub(super) fn with_capacity(rows: usize, columns: usize, bytes: usize) -> Self {
        Self {
            count: String::with_capacity(2 * rows + 1),
            numbers: Vec::with_capacity(rows * columns * WIDTH),
            bytes: Vec::with_capacity(bytes + 1),
        }
    }

    /// Begins a row with a number.
    pub(super) fn row(&mut self, first: i64) -> &mut Self {
        self.count.push_str(if self.count.is_empty() { "[0" } else { ",0" });
        self.number(first)
    }

    pub(super) fn number(&mut self, number: impl Into<Option<i64>>) -> &mut Self {
        let end = self.numbers.len() + WIDTH;
        if let Some(number) = number.into() {
            // Writing to a vector does not fail.
            let _ = write!(self.numbers, "{number}");
            self.numbers.resize(end, b' ');
        } else {
            self.numbers.resize(end, 0);
        }
        self
    }

    /// Where to cut, and how much: two columns.
    pub(super) fn bytes<'b>(&mut self, bytes: impl Into<Option<&'b [u8]>>) -> &mut Self {
        let Some(bytes) = bytes.into() else { return self.number(None).number(None) };
        // SQL counts from 1.
        let place = self.bytes.len() + 1;
        self.bytes.extend_from_slice(bytes);
        self.number(saturated(place)).number(saturated(bytes.len()))
    }

    pub(super) fn text<'t>(&mut self, text: impl Into<Option<&'t str>>) -> &mut Self {
        self.bytes(text.into().map(str::as_bytes))
    }

    /// The first three arguments.
    pub(super) fn finish(mut self) -> [Argument; 3] {
        self.count.push_str(if self.count.is_empty() { "[]" } else { "]" });
        // Cut out of nothing, what is empty would be NULL.
        self.bytes.push(0);
        [Argument::Text(self.count), Argument::Bytes(self.numbers), Argument::Bytes(self.bytes)]
    }
}

/// Numbers on their way into one statement, as JSON.
pub(super) fn numbers(numbers: impl IntoIterator<Item = i64>) -> String {
    let mut json = String::from("[");
    for number in numbers {
        if json.len() > 1 {
            json.push(',');
        }
        let _ = write!(json, "{number}");
    }
    json.push(']');
    json
}

/// A length as SQL counts it.
pub(super) fn saturated(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What a row holds, whatever it is: one that somebody damaged must not hide the others.
pub(super) trait Lenient {
    /// 0 where there is none.
    fn number(&self, column: usize) -> i64;
    fn maybe_number(&self, column: usize) -> Option<i64>;
    /// With replacements for what is not UTF-8.
    fn maybe_text(&self, column: usize) -> Option<String>;
    /// Empty where it is not exactly a text.
    fn exact_text(&self, column: usize) -> String;
    fn body(&self, column: usize) -> Bytes;
}

impl Lenient for SqliteRow {
    fn number(&self, column: usize) -> i64 {
        self.maybe_number(column).unwrap_or(0)
    }

    fn maybe_number(&self, column: usize) -> Option<i64> {
        self.try_get_unchecked(column).unwrap_or(None)
    }

    fn maybe_text(&self, column: usize) -> Option<String> {
        let bytes: Option<&[u8]> = self.try_get_unchecked(column).unwrap_or(None);
        bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    fn exact_text(&self, column: usize) -> String {
        let text: Option<&str> = self.try_get_unchecked(column).unwrap_or(None);
        text.map(str::to_owned).unwrap_or_default()
    }

    fn body(&self, column: usize) -> Bytes {
        let bytes: Option<Vec<u8>> = self.try_get_unchecked(column).unwrap_or(None);
        bytes.map(Bytes::from).unwrap_or_default()
    }
}
