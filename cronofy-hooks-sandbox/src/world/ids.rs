//! Ids as the service writes them, the same in every run of a seed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Numbers off what is created. No two ids of a world are the same.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ids {
    last: u64,
}

impl Ids {
    /// The next number.
    pub(crate) fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// 24 hex digits: seconds since 1970, then a number that grows. Ids of one world sort by their age.
    pub(crate) fn hex(&mut self, now: Timestamp) -> String {
        // Times before 1970 and after 2106 only show in a clock that somebody moved there.
        let seconds = u32::try_from(now.as_second()).unwrap_or_default();
        format!("{seconds:08x}{:016x}", self.number())
    }

    /// Such digits behind what says of what the id is, as in `chn_…`.
    pub(crate) fn of(&mut self, kind: &str, now: Timestamp) -> String {
        format!("{kind}_{}", self.hex(now))
    }
}
