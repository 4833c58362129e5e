//! [`SandboxHandle`]: controls a sandbox from any task.

use std::sync::Arc;

use jiff::Timestamp;

use crate::clock::ClockMode;
use crate::scheduler::{SharedWorld, advance};
use crate::world::model::FaultRule;

/// Controls a [`Sandbox`](crate::Sandbox), which derefs to it, from any task: [`Sandbox::handle`](crate::Sandbox::handle).
///
/// Clones control the same sandbox.
#[derive(Clone, Debug)]
pub struct SandboxHandle {
    pub(crate) shared: Arc<SharedWorld>,
}

impl SandboxHandle {
    pub(crate) const fn new(shared: Arc<SharedWorld>) -> Self {
        Self { shared }
    }

    /// The time of the sandbox.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.shared.now()
    }

    /// Moves the clock forward to a time, and runs everything that is planned on the way. Each notification is answered
    /// or times out before the clock moves on.
    pub async fn advance_to(&self, until: Timestamp) {
        advance(&self.shared, until).await;
    }

    /// How its clock runs.
    #[must_use]
    pub fn clock_mode(&self) -> ClockMode {
        self.shared.clock_mode()
    }

    /// Sets how its clock runs from now on.
    pub fn set_clock(&self, mode: ClockMode) {
        self.shared.set_clock_mode(mode);
    }

    /// The faults to inject, those that are off as well.
    #[must_use]
    pub fn faults(&self) -> Vec<FaultRule> {
        self.shared.read(|world| world.faults.rules.clone())
    }

    /// Replaces the faults to inject. A rule that [`FaultRule::check`] refuses never applies.
    pub fn set_faults(&self, rules: impl IntoIterator<Item = FaultRule>) {
        let rules = rules.into_iter().collect();
        self.shared.change(|world| world.faults.rules = rules);
    }
}
