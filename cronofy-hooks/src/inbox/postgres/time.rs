//! [`Clock`]: what says how late it is.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::super::micros::micros;

/// The time of the database in SQL, where no other is given: it is the same for all machines. It
/// goes on while a statement waits.
pub(super) const OF_THE_DATABASE: &str = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
/// The same, when a message came: it is that for all rows.
const OF_THE_MESSAGE: &str = "(extract(epoch FROM statement_timestamp()) * 1000000)::bigint";

/// A time for tests, instead of that of the database.
#[derive(Clone, Default)]
pub(super) struct Clock(Option<Arc<dyn Fn() -> Timestamp + Send + Sync>>);

impl Clock {
    pub(super) fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(now)))
    }

    /// `None`: the database knows.
    pub(super) fn now(&self) -> Option<i64> {
        self.0.as_ref().map(|now| micros(now()))
    }

    /// The time of one look at the tables, as an expression of SQL. A number is all that comes from
    /// outside.
    pub(super) fn sql(&self) -> String {
        self.now().map_or_else(|| OF_THE_MESSAGE.to_owned(), |now| format!("({now})::bigint"))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Clock(given)" } else { "Clock(of the database)" })
    }
}
