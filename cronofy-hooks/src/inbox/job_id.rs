//! [`JobId`]: one occurrence of one stored delivery.

use std::fmt;
use std::str::FromStr;

/// Room for more occurrences than fit into any body.
const INDEX_BITS: u32 = 20;

/// Names a job: one occurrence of one stored delivery. It is written as `17.0`, the number of the delivery and
/// the place of the occurrence in it.
///
/// Ids are ordered by arrival.
///
/// ```
/// use cronofy_hooks::inbox::JobId;
///
/// let job: JobId = "17.2".parse()?;
/// assert_eq!((job.delivery(), job.index()), (17, 2));
/// assert_eq!(job.to_string(), "17.2");
/// assert_eq!(format!("{job:?}"), "JobId(17.2)");
/// # Ok::<(), cronofy_hooks::inbox::ParseJobIdError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(i64);

impl JobId {
    /// The most jobs that a delivery can have.
    pub const MOST: u32 = 1 << INDEX_BITS;

    /// The job at a place of a delivery. `None` when a number is out of range.
    #[must_use]
    pub const fn new(delivery: i64, index: u32) -> Option<Self> {
        if delivery < 0 || delivery > i64::MAX >> INDEX_BITS || index >= Self::MOST {
            return None;
        }
        Some(Self(delivery << INDEX_BITS | index as i64))
    }

    /// The first and the last job that a delivery can have. `None` when there can be no such delivery.
    #[cfg_attr(not(any(feature = "sqlite", feature = "postgres")), allow(dead_code, reason = "engines use it"))]
    pub(crate) fn range_of(delivery: i64) -> Option<(Self, Self)> {
        Self::new(delivery, 0).zip(Self::new(delivery, Self::MOST - 1))
    }

    /// The reverse of [`JobId::as_i64`].
    #[must_use]
    pub const fn from_i64(number: i64) -> Self {
        Self(number)
    }

    /// Both in one number, which orders jobs by arrival. Engines store it.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0
    }

    /// The number of the delivery.
    #[must_use]
    pub const fn delivery(self) -> i64 {
        self.0 >> INDEX_BITS
    }

    /// The place of the occurrence in its delivery, from 0.
    #[must_use]
    pub const fn index(self) -> u32 {
        (self.0 & (Self::MOST as i64 - 1)) as u32
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.delivery(), self.index())
    }
}

/// As in logs and on the command line, so that what a failed assertion prints can be looked up.
impl fmt::Debug for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JobId({self})")
    }
}

impl FromStr for JobId {
    type Err = ParseJobIdError;

    fn from_str(text: &str) -> Result<Self, ParseJobIdError> {
        let (delivery, index) = text.split_once('.').unwrap_or((text, "0"));
        let job =
            delivery.parse().ok().zip(index.parse().ok()).and_then(|(delivery, index)| Self::new(delivery, index));
        job.ok_or_else(|| ParseJobIdError(text.to_owned()))
    }
}

/// A text that is not a job id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseJobIdError(String);

impl fmt::Display for ParseJobIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a job of the inbox; write its number, such as `17` or `17.0`", self.0)
    }
}

impl std::error::Error for ParseJobIdError {}

/// The number of a lease of a job: each lease has a higher one. An update with an old number has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fence(pub i64);
