//! A policy that is known to be right. Times are in milliseconds.

use syn::ExprPath;

/// What the attribute says; what it leaves open is left open in the expansion too.
#[derive(Default)]
pub(in crate::handler) struct Policy {
    pub(super) retries: Option<u32>,
    pub(super) backoff: Option<Backoff>,
    pub(super) timeout: Option<u64>,
    pub(super) window: Option<Window>,
    pub(super) key: Option<Key>,
}

/// The first delay, and the longest.
#[derive(Clone, Copy)]
pub(super) struct Backoff {
    pub(super) first: u64,
    pub(super) longest: u64,
}

/// How long a run waits for more to join it.
#[derive(Clone, Copy)]
pub(super) enum Window {
    Of(u64),
    Off,
}

/// What runs one at a time.
pub(super) enum Key {
    Channel,
    Event,
    MeetingAgent,
    None,
    By(ExprPath),
}
