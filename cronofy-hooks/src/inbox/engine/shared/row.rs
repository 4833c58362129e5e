//! [`LenientRow`]: reads rows of both databases, also damaged ones.

use bytes::Bytes;
use jiff::Timestamp;
use sqlx::{ColumnIndex, Decode, Row};

use super::time::timestamp;
use crate::inbox::admin::{JobRecord, JobState};
use crate::inbox::job_id::{Fence, JobId};
use crate::inbox::lease::LeasedJob;

/// What a query selects as the state of a leased job. No row stores it.
pub(super) const RUNNING: i64 = -1;

/// Reads columns by their names. A column that cannot be read is as one without a value: a damaged row must
/// not hide the others.
pub(crate) trait LenientRow {
    /// A number of any width.
    fn maybe_number(&self, column: &str) -> Option<i64>;
    /// A blob, or the bytes of a text.
    fn maybe_bytes(&self, column: &str) -> Option<Vec<u8>>;

    fn number(&self, column: &str) -> i64 {
        self.maybe_number(column).unwrap_or(0)
    }

    /// At least 0, and at most what the type holds.
    fn count(&self, column: &str) -> u32 {
        u32::try_from(self.number(column).max(0)).unwrap_or(u32::MAX)
    }

    fn time(&self, column: &str) -> Timestamp {
        timestamp(self.number(column))
    }

    fn maybe_time(&self, column: &str) -> Option<Timestamp> {
        self.maybe_number(column).map(timestamp)
    }

    fn body(&self, column: &str) -> Bytes {
        self.maybe_bytes(column).unwrap_or_default().into()
    }

    /// With replacement characters for bytes that are not UTF-8.
    fn maybe_text(&self, column: &str) -> Option<String> {
        self.maybe_bytes(column).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Empty when it is not a text in UTF-8.
    fn exact_text(&self, column: &str) -> String {
        self.maybe_bytes(column).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// Without a check of the column's type, because each database converts or refuses what does not fit.
impl<R: Row> LenientRow for R
where
    for<'c> &'c str: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database>,
    for<'r> Vec<u8>: Decode<'r, R::Database>,
{
    fn maybe_number(&self, column: &str) -> Option<i64> {
        self.try_get_unchecked(column).unwrap_or(None)
    }

    fn maybe_bytes(&self, column: &str) -> Option<Vec<u8>> {
        self.try_get_unchecked(column).unwrap_or(None)
    }
}

/// A leased job with its delivery. If a column is empty that should not be, the worker makes the job a dead
/// letter.
pub(crate) fn leased(row: &impl LenientRow) -> LeasedJob {
    LeasedJob {
        job: JobId::from_i64(row.number("id")),
        fence: Fence(row.number("fence")),
        attempt: row.count("attempts"),
        lost: row.count("lost"),
        crashes: row.count("crashes"),
        since: row.maybe_time("since_us"),
        received_at: row.time("received_us"),
        head: row.exact_text("head"),
        body: row.body("body"),
    }
}

/// The columns of [`record_columns`](super::query::record_columns).
pub(super) fn record(row: &impl LenientRow) -> JobRecord {
    JobRecord {
        job: JobId::from_i64(row.number("id")),
        name: row.maybe_text("name").unwrap_or_default(),
        state: match row.number("state") {
            RUNNING => JobState::Running,
            0..=2 => JobState::Waiting,
            3 => JobState::Joined,
            4 => JobState::Done,
            5 => JobState::Discarded,
            // Also a number that no release writes, so that a person looks at the job.
            _ => JobState::Dead,
        },
        attempts: row.count("attempts"),
        lost: row.count("lost"),
        crashes: row.count("crashes"),
        replays: row.count("replays"),
        key: row.maybe_text("key"),
        since: row.maybe_time("since_us"),
        joined: row.maybe_number("joined").map(JobId::from_i64),
        due_at: row.time("due_us"),
        received_at: row.time("received_us"),
        finished_at: row.maybe_time("finished_us"),
        error: row.maybe_text("error"),
    }
}
