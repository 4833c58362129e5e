//! Event triggers.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::subscription::TransitionSubscription;
use crate::clock::later;

/// How long the window of a notification is, from
/// <https://docs.cronofy.com/developers/api/event-triggers/>.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// The notification of one transition of one subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trigger {
    pub(crate) uri: String,
    pub(crate) transition: TransitionSubscription,
    /// The start or end of the event, with the offset.
    pub(crate) target: Timestamp,
    /// When it is sent: in the minute before or after the target.
    pub(crate) at: Timestamp,
    pub(crate) state: TriggerState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TriggerState {
    Planned,
    /// As this delivery.
    Sent(u64),
    /// Its window was over when the event was written.
    Missed,
}

impl Trigger {
    /// The first moment at which it may be sent, and the end of its window.
    pub(crate) fn window(&self) -> (Timestamp, Timestamp) {
        Self::window_of(&self.transition, self.target)
    }

    /// The minute that ends with the target, or the one that begins with it.
    pub(crate) fn window_of(transition: &TransitionSubscription, target: Timestamp) -> (Timestamp, Timestamp) {
        if transition.before.is_some() { (later(target, -WINDOW), target) } else { (target, later(target, WINDOW)) }
    }
}
