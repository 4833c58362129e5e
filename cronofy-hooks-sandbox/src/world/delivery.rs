//! Deliveries: one notification on its way, with all attempts at it.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// One notification and what became of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Delivery {
    /// Counts up from 1.
    pub(crate) number: u64,
    /// The id that is sent with event triggers, the same with every attempt.
    pub(crate) notification_id: Option<String>,
    pub(crate) about: About,
    /// What it tells: `change`, `conferencing_failing`, `event_start`.
    pub(crate) name: String,
    pub(crate) subtype: Option<String>,
    pub(crate) url: String,
    /// The exact bytes: what is signed.
    pub(crate) body: String,
    pub(crate) created: Timestamp,
    /// 5 seconds for channels, 7 for event triggers.
    pub(crate) deadline: Duration,
    pub(crate) state: DeliveryState,
    pub(crate) attempts: Vec<Attempt>,
    /// The delivery that this one repeats, where somebody asked for that.
    pub(crate) replay_of: Option<u64>,
    /// The fault that holds the next attempt back, until it has done so.
    #[serde(default)]
    pub(crate) postponed: Option<Fault>,
    /// Whether a fault made it up.
    #[serde(default)]
    pub(crate) is_extra: bool,
}

/// What a notification is about, and who decides whether it is still worth sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum About {
    Channel(String),
    /// By `event_uid`.
    Event(String),
    Agent(String),
    /// Made by hand.
    Nothing,
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "at")]
pub enum DeliveryState {
    /// The next attempt is then.
    Waiting(Timestamp),
    /// An attempt is under way.
    Sending,
    /// Somebody answered 2xx.
    Delivered(Timestamp),
    /// Nobody did for 24 hours, or the channel was closed.
    GivenUp(Timestamp),
}

/// One request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Attempt {
    /// Counts up from 1.
    pub(crate) number: u32,
    pub(crate) at: Timestamp,
    /// What went wrong on purpose.
    pub(crate) fault: Option<Fault>,
    /// As it was sent.
    pub(crate) signature: String,
    /// None while it is under way.
    pub(crate) outcome: Option<Outcome>,
    /// Real time from the first byte to the answer.
    pub(crate) took: Duration,
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "what")]
pub enum Outcome {
    /// The status.
    Answered(u16),
    /// Nothing came before the deadline.
    TimedOut,
    /// There was no connection, or it broke; the reason, in words.
    Failed(String),
    /// It was never sent, or its answer was thrown away: by a fault.
    Lost,
}

impl Outcome {
    /// Whether the service takes it for a success: any 2xx.
    #[must_use]
    pub const fn succeeded(&self) -> bool {
        matches!(self, Self::Answered(200..=299))
    }
}

/// A notification that was made, and not yet put in line.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    pub(crate) about: About,
    pub(crate) name: String,
    pub(crate) subtype: Option<String>,
    pub(crate) url: String,
    pub(crate) body: serde_json::Value,
    /// Event triggers have an id and 7 seconds.
    pub(crate) trigger: bool,
}

/// A request that is to be sent now.
#[derive(Clone, Debug)]
pub(crate) struct Sending {
    pub(crate) delivery: u64,
    pub(crate) attempt: u32,
    pub(crate) url: String,
    pub(crate) notification_id: Option<String>,
    pub(crate) body: String,
    pub(crate) signature: String,
    pub(crate) deadline: Duration,
    pub(crate) fault: Option<Fault>,
}
