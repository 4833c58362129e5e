//! [`WorldRecording`]: what was done to a world, so that it can be done again.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::step::Step;

/// What was done to a world by the user, the application and the environment, from its beginning.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct WorldRecording {
    /// When it began, and with which seed. `None` for a world from a state file that has no recording.
    pub(crate) began: Option<(Timestamp, u64)>,
    pub(crate) steps: Vec<RecordedStep>,
    /// The size of all steps, roughly.
    size: usize,
    /// Whether there was no room for more.
    pub(crate) is_full: bool,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RecordedStep {
    pub(crate) at: Timestamp,
    /// The newest number before it: deliveries with larger ones came later.
    pub(crate) newest: u64,
    pub(crate) action: RecordedAction,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecordedAction {
    Step(Step),
    /// Something that no step can repeat, with the names of what it sent at once.
    Other(Vec<String>),
}

impl WorldRecording {
    /// How many bytes of steps are kept. Each change writes them all into the state file.
    const MOST_BYTES: usize = 1 << 20;

    pub(crate) fn since(now: Timestamp, seed: u64) -> Self {
        Self { began: Some((now, seed)), ..Self::default() }
    }

    /// Adds a step, unless there is no room.
    pub(crate) fn add(&mut self, step: RecordedStep) {
        if self.is_full || self.began.is_none() {
            return;
        }
        self.size += serde_json::to_string(&step).map_or(0, |text| text.len());
        self.is_full = self.size > Self::MOST_BYTES;
        if !self.is_full {
            self.steps.push(step);
        }
    }
}
