//! [`HandlerBehaviour`]: what goes wrong in a handler.

use std::time::Duration;

use fastrand::Rng;

use crate::delivery::PlannedTask;

/// What a run of a handler does. It follows from the job, and from how often this process has run
/// it: so a job that fails does so again after a crash, but not for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandlerBehaviour {
    /// Nothing goes wrong.
    Succeed,
    /// It sleeps.
    Sleep(Duration),
    /// It fails.
    Fail,
    /// It panics.
    Panic,
    /// It does not end before its timeout.
    Hang,
    /// It says that this can never be handled.
    Discard,
}

/// From here on it succeeds.
const PATIENT: u32 = 3;

impl HandlerBehaviour {
    /// What the nth run of a job in one process does.
    #[must_use]
    pub fn of(seed: u64, marker: u64, place: usize, task: PlannedTask, nth: u32) -> Self {
        let mut rng = Rng::with_seed(seed ^ marker.rotate_left(20) ^ (place as u64).rotate_left(50));
        // A transaction in SQLite keeps everything else waiting.
        let longest = if task == PlannedTask::Effect { 5 } else { 100 };
        let is_change = matches!(task, PlannedTask::Change { .. });
        // A discarded change would not cover those that joined it.
        if rng.f64() < 0.01 && !is_change {
            return Self::Discard;
        }
        if nth >= PATIENT {
            return Self::Succeed;
        }
        for _ in 0..nth {
            rng.u64(..);
        }
        match rng.u32(0..1000) {
            // Meanwhile others of the same channel arrive.
            0..500 if is_change => Self::Sleep(Duration::from_millis(rng.u64(20..=150))),
            0..80 => Self::Sleep(Duration::from_millis(rng.u64(1..=longest))),
            80..140 => Self::Fail,
            140..170 => Self::Panic,
            170..173 => Self::Hang,
            _ => Self::Succeed,
        }
    }
}
