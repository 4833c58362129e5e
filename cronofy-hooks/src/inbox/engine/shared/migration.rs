//! [`SchemaVersion`]: whether the tables of a store are those of this release.

use crate::inbox::error::InboxError;

/// The tables of a store, compared with those of this release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SchemaVersion {
    /// There are none.
    Missing,
    Old,
    Current,
    Newer,
}

impl SchemaVersion {
    /// After some of the migrations were run, of those that this release has.
    pub(crate) fn of(run: usize, known: usize) -> Self {
        match run {
            0 => Self::Missing,
            _ if run < known => Self::Old,
            _ if run == known => Self::Current,
            _ => Self::Newer,
        }
    }

    /// Whether migrations have to be run. Fails with `message` when the tables cannot be used.
    pub(crate) fn check(self, may_migrate: bool, message: impl FnOnce(Self) -> String) -> Result<bool, InboxError> {
        match self {
            Self::Current => Ok(false),
            Self::Missing | Self::Old if may_migrate => Ok(true),
            unusable => Err(InboxError::misconfigured(message(unusable))),
        }
    }
}
