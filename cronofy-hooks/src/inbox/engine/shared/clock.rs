//! [`EngineClock`]: the time of an engine.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::time::micros;
use crate::clock::Clock;

/// A clock that a test gave to an engine. Without one, SQLite takes the time of the system, and
/// PostgreSQL that of the database, which is the same for all machines.
#[derive(Clone, Default)]
pub(crate) struct EngineClock(Option<Clock>);

impl EngineClock {
    pub(crate) fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(now)))
    }

    /// The time of the given clock, if there is one.
    pub(crate) fn given(&self) -> Option<i64> {
        self.0.as_ref().map(|now| micros(now()))
    }

    /// The given clock itself, for the hooks.
    pub(crate) fn shared(&self) -> Option<Clock> {
        self.0.clone()
    }

    #[cfg(feature = "sqlite")]
    pub(crate) fn given_or_system(&self) -> i64 {
        self.given().unwrap_or_else(|| micros(Timestamp::now()))
    }
}

impl fmt::Debug for EngineClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "EngineClock(given)" } else { "EngineClock" })
    }
}
