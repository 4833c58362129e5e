//! [`KnownBreach`]: promises that are known to be broken.

use crate::inject::TriedFault;

/// Why a promise is broken. Each goes when that is repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownBreach {
    /// A checkpoint that a reader keeps from the end of the log counts what it wrote as done without an
    /// `fsync`. When the `fsync` of the checkpoint that comes after it fails, Linux forgets those pages as
    /// well, and no later checkpoint writes them again: SQLite begins the log anew, and a cut of the
    /// power leaves a damaged file. It depends on which thread reads when, so it is rarely seen.
    // FIXME: the inbox checkpoints itself, and after a failure closes all connections, so that the log
    // is read and checkpointed from its beginning.
    Checkpoint,
}

impl KnownBreach {
    /// Why the promises were broken that a fault broke, if that is known.
    #[must_use]
    pub fn of(tried: &TriedFault) -> Option<Self> {
        let lost = |broken: &String| broken.contains("was acknowledged and is lost") || is_remark(broken);
        let damaged = |broken: &String| {
            broken.contains("malformed") || broken.contains("integrity_check") || broken.contains("job") || lost(broken)
        };
        let file = |hit: &String| hit.starts_with("fsync of inbox.sqlite,");
        (tried.hit.iter().any(file) && tried.broken.iter().all(damaged)).then_some(Self::Checkpoint)
    }
}

fn is_remark(broken: &str) -> bool {
    broken.starts_with("its files are in")
}
