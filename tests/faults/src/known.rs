//! [`Known`]: promises that are known to be broken.

use crate::format::Call;
use crate::inject::Tried;

/// Why a promise is broken. Each goes when that is repaired; all but the last have a test that shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// SQLite brings the name of a new `-wal` file to the disk with an `fsync` of its folder, and goes on
    /// when it cannot open the folder, or the `fsync` fails. Until the next `fsync` of the folder a cut
    /// of the power takes the file, with all that was acknowledged.
    // FIXME: the inbox syncs the folder itself before it acknowledges anything.
    Folder,
    /// SQLite opens a file for reading only when it cannot open it for writing. The connection for the
    /// transactions of handlers then stays as it is: each fails, until the application is restarted.
    // FIXME: a connection that cannot write is closed.
    ReadOnly,
    /// A commit whose `fsync` failed is still in the log as the system remembers it. The connection that
    /// comes next, when no other has the file open, reads the log anew and takes it for committed. So
    /// when the delivery is sent again, it is acknowledged as stored. Linux never brings those pages to
    /// the disk, and all that is acknowledged after them is behind a hole.
    // FIXME: a connection that is opened checkpoints the log before anything is acknowledged on it.
    Recovered,
    /// A checkpoint that a reader keeps from the end of the log counts what it wrote as done without an
    /// `fsync`. When the `fsync` of the checkpoint that comes after it fails, Linux forgets those pages as
    /// well, and no later checkpoint writes them again: SQLite begins the log anew, and a cut of the
    /// power leaves a damaged file. It depends on which thread reads when, so it is rarely seen.
    // FIXME: the inbox checkpoints itself, and after a failure closes all connections, so that the log
    // is read and checkpointed from its beginning.
    Checkpoint,
}

impl Known {
    /// Why the promises were broken that a fault broke, if that is known.
    #[must_use]
    pub fn of(tried: &Tried) -> Option<Self> {
        let lost = |broken: &String| broken.contains("was acknowledged and is lost") || is_remark(broken);
        if tried.hit.iter().any(|hit| hit.contains("of the folder")) && tried.broken.iter().all(lost) {
            return Some(Self::Folder);
        }
        let log = |hit: &String| hit.starts_with("fsync of inbox.sqlite-wal");
        if tried.hit.len() > 1 && tried.hit.iter().all(log) && tried.broken.iter().all(lost) {
            return Some(Self::Recovered);
        }
        let damaged = |broken: &String| {
            broken.contains("malformed") || broken.contains("integrity_check") || broken.contains("job") || lost(broken)
        };
        let file = |hit: &String| hit.starts_with("fsync of inbox.sqlite,");
        if tried.hit.iter().any(file) && tried.broken.iter().all(damaged) {
            return Some(Self::Checkpoint);
        }
        let unhandled = |broken: &String| broken.contains("is not handled") || is_remark(broken);
        let opens =
            tried.fault.call == Call::Open && tried.hit.iter().any(|hit| hit.starts_with("open of inbox.sqlite"));
        (opens && tried.broken.iter().all(unhandled)).then_some(Self::ReadOnly)
    }
}

fn is_remark(broken: &str) -> bool {
    broken.starts_with("its files are in")
}
