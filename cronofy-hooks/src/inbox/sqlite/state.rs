//! States as they are stored, and as people see them.

use super::super::admin::JobState;

pub(super) const ARRIVED: i64 = 0;
pub(super) const READY: i64 = 1;
pub(super) const BLOCKED: i64 = 2;
pub(super) const JOINED: i64 = 3;
pub(super) const DONE: i64 = 4;
pub(super) const DISCARDED: i64 = 5;
pub(super) const DEAD: i64 = 6;

/// What is leased runs until its lease ends.
pub(super) fn shown(state: i64, held: bool, due: i64, now: i64) -> JobState {
    match state {
        READY if held && due > now => JobState::Running,
        ARRIVED | READY | BLOCKED => JobState::Waiting,
        JOINED => JobState::Joined,
        DONE => JobState::Done,
        DISCARDED => JobState::Discarded,
        // Also what no release knows: somebody has to look at it.
        _ => JobState::Dead,
    }
}

/// The same in SQL, where ?1 is now.
pub(super) fn condition(state: JobState) -> &'static str {
    match state {
        JobState::Waiting => "(work.state IN (0, 2) OR (work.state = 1 AND NOT (work.held = 1 AND work.due_us > ?1)))",
        JobState::Running => "(work.state = 1 AND work.held = 1 AND work.due_us > ?1)",
        JobState::Joined => "work.state = 3",
        JobState::Done => "work.state = 4",
        JobState::Discarded => "work.state = 5",
        JobState::Dead => "work.state = 6",
    }
}
