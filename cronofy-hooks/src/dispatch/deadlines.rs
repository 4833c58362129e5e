//! [`Deadlines`]: how long handlers may take before the service gives a delivery up.

use std::time::Duration;

use cronofy_hooks_types::route::Kind;

use crate::parse::Occurrence;

/// How long the handlers of a delivery may take, counted from when its body has arrived, where there is
/// no inbox. Behind one it is their `timeout`.
///
/// The service waits 5 seconds for the answer to a channel's notification and 7 seconds for the
/// answer to an event trigger, and counts a later answer as a failure. The defaults leave it half a
/// second for the way. Handlers that are not done by then are dropped at their current `.await`,
/// and the delivery is answered 500, so that it is sent again.
/// Sources: <https://docs.cronofy.com/developers/push-notifications/>,
/// <https://docs.cronofy.com/developers/api/event-triggers/>.
///
/// ```
/// use std::time::Duration;
/// use cronofy_hooks::{Deadlines, Hooks, Secrets, handlers};
///
/// let deadlines = Deadlines::default().channel(Duration::from_secs(3));
/// let hooks = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![..]).deadlines(deadlines);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deadlines {
    /// For everything but event triggers; 4.5 seconds unless set.
    pub channel: Duration,
    /// For event triggers; 6.5 seconds unless set.
    pub trigger: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self { channel: Duration::from_millis(4500), trigger: Duration::from_millis(6500) }
    }
}

impl Deadlines {
    /// For everything but event triggers; 4.5 seconds unless set.
    #[must_use]
    pub fn channel(mut self, deadline: Duration) -> Self {
        self.channel = deadline;
        self
    }

    /// For event triggers; 6.5 seconds unless set.
    #[must_use]
    pub fn trigger(mut self, deadline: Duration) -> Self {
        self.trigger = deadline;
        self
    }

    /// The deadline of a delivery: the shortest that any of its occurrences has.
    pub(crate) fn of<'o>(self, mut occurrences: impl Iterator<Item = &'o Occurrence>) -> Duration {
        if occurrences.all(|occurrence| occurrence.kind() == Some(Kind::Transition)) {
            self.trigger
        } else {
            self.channel
        }
    }
}
