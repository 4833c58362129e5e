//! What every job's run has in common.

use std::fmt;
use std::sync::Arc;

use super::settings::WorkerSettings;
use crate::clock::Clock;
use crate::dispatch::Dispatch;
use crate::inbox::Inbox;

/// What every job's run has in common.
pub(super) struct Core {
    pub(super) dispatch: Arc<Dispatch>,
    pub(super) inbox: Arc<dyn Inbox>,
    pub(super) settings: WorkerSettings,
    /// Only for what is measured.
    pub(super) clock: Clock,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core").field("inbox", &self.inbox).field("settings", &self.settings).finish_non_exhaustive()
    }
}
