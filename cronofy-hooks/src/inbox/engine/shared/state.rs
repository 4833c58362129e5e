//! The states of a job as both engines store them in the column `work.state`.

use crate::inbox::admin::JobState;

/// Accepted; no worker has looked at it yet.
pub(crate) const ARRIVED: i64 = 0;
/// Can be leased when it is due, or is leased: the column `held` says which.
pub(crate) const READY: i64 = 1;
/// Waits behind another job of its key.
pub(crate) const BLOCKED: i64 = 2;
pub(crate) const JOINED: i64 = 3;
pub(crate) const DONE: i64 = 4;
pub(crate) const DISCARDED: i64 = 5;
// The SQL of PostgreSQL has the number.
#[cfg(feature = "sqlite")]
pub(crate) const DEAD: i64 = 6;

/// The state that callers see. `is_leased` is whether the row is held and its lease has not ended.
pub(crate) fn shown(code: i64, is_leased: bool) -> JobState {
    match code {
        READY if is_leased => JobState::Running,
        ARRIVED | READY | BLOCKED => JobState::Waiting,
        JOINED => JobState::Joined,
        DONE => JobState::Done,
        DISCARDED => JobState::Discarded,
        // Also a code that no release writes, so that a person looks at the job.
        _ => JobState::Dead,
    }
}
