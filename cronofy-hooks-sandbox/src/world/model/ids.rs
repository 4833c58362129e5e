//! Ids in the service's format, the same in every run of a seed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Generates ids. No two ids of one kind are the same.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct IdGenerator {
    last: u64,
    /// Numbers of tokens and pages, which an application requests at any time. They are counted apart so that other ids
    /// are the same in each run.
    #[serde(default)]
    passing: u64,
}

impl IdGenerator {
    pub(crate) fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// The newest number.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    /// 24 hex digits: seconds since 1970, then a number that grows. Ids of one world sort by their age.
    pub(crate) fn hex(&mut self, now: Timestamp) -> String {
        let number = self.number();
        hex(now, number)
    }

    /// Such digits after a prefix, for a token or a page of an answer.
    pub(crate) fn passing(&mut self, prefix: &str, now: Timestamp) -> String {
        format!("{prefix}_{}", self.passing_hex(now))
    }

    /// Such digits without a prefix.
    pub(crate) fn passing_hex(&mut self, now: Timestamp) -> String {
        self.passing += 1;
        hex(now, self.passing)
    }

    /// Such digits after a prefix, as in `chn_…`.
    pub(crate) fn prefixed(&mut self, prefix: &str, now: Timestamp) -> String {
        format!("{prefix}_{}", self.hex(now))
    }
}

fn hex(now: Timestamp, number: u64) -> String {
    // Only a simulated clock can be before 1970 or after 2106.
    let seconds = u32::try_from(now.as_second()).unwrap_or_default();
    format!("{seconds:08x}{number:016x}")
}
