//! [`Policy`]: how an inbox runs a handler, as its attribute says.

use std::time::Duration;

use crate::delivery::Delivery;

/// The options of a handler's attribute about retries, time and order. The worker's settings fill in what
/// it leaves out. Without an inbox it has no effect, and the start says so: the service retries.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    pub(crate) retries: Option<u32>,
    pub(crate) backoff: Option<(Duration, Duration)>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) window: Window,
    pub(crate) key: Key,
}

/// How waiting `change` notifications of one channel join into one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// A run takes all that wait when it begins.
    Waiting,
    /// A run begins this long after the first of them arrived.
    Of(Duration),
    /// Each has a run of its own.
    Off,
}

/// What runs one at a time, in order of arrival.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// The meeting agent, the event or the channel that the occurrence is about.
    Subject,
    /// The channel.
    Channel,
    /// The event.
    Event,
    /// The meeting agent.
    MeetingAgent,
    /// Nothing: all run at once.
    None,
    /// Deliveries for which the application's function returns the same text.
    By(fn(&Delivery) -> Option<String>),
}

impl Policy {
    /// Leaves all options to the worker.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "the macro writes it in constants")]
    pub const fn new() -> Self {
        Self { retries: None, backoff: None, timeout: None, window: Window::Waiting, key: Key::Subject }
    }

    /// How often it runs again after it failed.
    #[must_use]
    pub const fn retries(self, retries: u32) -> Self {
        Self { retries: Some(retries), ..self }
    }

    /// The first delay before it runs again, and the longest; in milliseconds.
    #[must_use]
    pub const fn backoff(self, first: u64, longest: u64) -> Self {
        Self { backoff: Some((Duration::from_millis(first), Duration::from_millis(longest))), ..self }
    }

    /// How long one run may take; in milliseconds.
    #[must_use]
    pub const fn timeout(self, timeout: u64) -> Self {
        Self { timeout: Some(Duration::from_millis(timeout)), ..self }
    }

    /// How `change` notifications join.
    #[must_use]
    pub const fn window(self, window: Window) -> Self {
        Self { window, ..self }
    }

    /// The same, in milliseconds.
    #[must_use]
    pub const fn window_of(self, window: u64) -> Self {
        self.window(Window::Of(Duration::from_millis(window)))
    }

    /// What runs one at a time.
    #[must_use]
    pub const fn key(self, key: Key) -> Self {
        Self { key, ..self }
    }
}
