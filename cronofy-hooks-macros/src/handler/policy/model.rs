//! A policy that passed the checks. Times are in milliseconds.

use syn::ExprPath;

/// A larger number would be a way to write that the handler never gives up.
pub(super) const MAX_RETRIES: u32 = 1_000;

/// The options of the attribute. The expansion leaves out what the attribute leaves out.
#[derive(Default)]
pub(in crate::handler) struct CheckedPolicy {
    pub(super) retries: Option<u32>,
    pub(super) backoff: Option<CheckedBackoff>,
    pub(super) timeout: Option<u64>,
    pub(super) window: Option<CheckedWindow>,
    pub(super) key: Option<CheckedKey>,
}

/// The first delay, and the longest.
#[derive(Clone, Copy)]
pub(super) struct CheckedBackoff {
    pub(super) first: u64,
    pub(super) longest: u64,
}

/// How long a job waits for more notifications to join it.
#[derive(Clone, Copy)]
pub(super) enum CheckedWindow {
    Of(u64),
    Off,
}

/// Jobs with the same key run one at a time.
pub(super) enum CheckedKey {
    Channel,
    Event,
    MeetingAgent,
    None,
    /// A function of the application.
    By(ExprPath),
}
