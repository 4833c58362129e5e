//! [`Rows`]: any number of rows as the parameters of one statement; and values read with leniency.

use std::fmt::Write;

use bytes::Bytes;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// Rows on their way into one statement, which reads the first parameter with `json_each` and cuts
/// texts and bodies out of the second.
///
/// One statement for many rows costs a fraction of one for each; a statement whose length depends on
/// the number of rows could not be prepared once. Texts do not travel as JSON, because SQLite would
/// end them at a NUL.
#[derive(Debug, Default)]
pub(super) struct Rows {
    json: String,
    bytes: Vec<u8>,
}

impl Rows {
    pub(super) fn with_capacity(rows: usize, bytes: usize) -> Self {
        Self { json: String::with_capacity(rows * 64), bytes: Vec::with_capacity(bytes) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.json.is_empty()
    }

    /// How much it carries.
    pub(super) fn len(&self) -> usize {
        self.json.len() + self.bytes.len()
    }

    /// Begins a row with a number.
    pub(super) fn row(&mut self, first: i64) -> &mut Self {
        self.json.push_str(if self.json.is_empty() { "[[" } else { "],[" });
        self.push(first);
        self
    }

    pub(super) fn number(&mut self, number: impl Into<Option<i64>>) -> &mut Self {
        self.json.push(',');
        match number.into() {
            Some(number) => self.push(number),
            None => self.json.push_str("null"),
        }
        self
    }

    /// Where to cut, and how much: two numbers.
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

    /// The two parameters.
    pub(super) fn finish(mut self) -> (String, Vec<u8>) {
        self.json.push_str(if self.json.is_empty() { "[]" } else { "]]" });
        // Cut out of nothing, what is empty would be NULL.
        self.bytes.push(0);
        (self.json, self.bytes)
    }

    fn push(&mut self, number: i64) {
        // Writing to a string does not fail.
        let _ = write!(self.json, "{number}");
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
