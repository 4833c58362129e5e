//! [`LenientRow`]: reads rows, also damaged ones; and lists of numbers as arguments.

use std::fmt::Write as _;

use bytes::Bytes;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// Reads columns of any type: a damaged row must not hide the others.
pub(super) trait LenientRow {
    /// 0 when it is not a number.
    fn number(&self, column: usize) -> i64;
    fn maybe_number(&self, column: usize) -> Option<i64>;
    /// At least 0, and at most what the type holds.
    fn count(&self, column: usize) -> u32;
    /// With replacement characters for bytes that are not UTF-8.
    fn maybe_text(&self, column: usize) -> Option<String>;
    /// Empty when it is not a text in UTF-8.
    fn exact_text(&self, column: usize) -> String;
    fn body(&self, column: usize) -> Bytes;
}

impl LenientRow for SqliteRow {
    fn number(&self, column: usize) -> i64 {
        self.maybe_number(column).unwrap_or(0)
    }

    fn maybe_number(&self, column: usize) -> Option<i64> {
        self.try_get_unchecked(column).unwrap_or(None)
    }

    fn count(&self, column: usize) -> u32 {
        u32::try_from(self.number(column).max(0)).unwrap_or(u32::MAX)
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

/// Numbers as a JSON array, for `json_each`.
pub(super) fn json(numbers: impl IntoIterator<Item = i64>) -> String {
    let mut json = String::from("[");
    for number in numbers {
        let comma = if json.len() > 1 { "," } else { "" };
        // Writing to a string does not fail.
        let _ = write!(json, "{comma}{number}");
    }
    json.push(']');
    json
}
