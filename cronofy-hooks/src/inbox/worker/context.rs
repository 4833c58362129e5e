//! [`WorkerContext`]: what all jobs of a worker have in common.

use std::fmt;
use std::sync::Arc;

use super::settings::WorkerSettings;
use crate::clock::Clock;
use crate::dispatch::Dispatch;
use crate::inbox::store::Inbox;

/// What all jobs of a worker have in common.
pub(super) struct WorkerContext {
    pub(super) dispatch: Arc<Dispatch>,
    pub(super) inbox: Arc<dyn Inbox>,
    pub(super) settings: WorkerSettings,
    /// Only for metrics.
    pub(super) clock: Clock,
}

impl fmt::Debug for WorkerContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerContext")
            .field("inbox", &self.inbox)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
