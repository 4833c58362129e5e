//! Deliveries: one notification with all attempts to send it.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cause::{DeliveryCause, cause_or_original};
use super::fault::Fault;
use super::http_message::HttpMessage;

/// A notification with all attempts to send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeliveryView {
    /// Numbers grow with time.
    pub number: u64,
    /// `Cronofy-Notification-ID`, the same with every attempt: only event triggers have one.
    pub notification_id: Option<String>,
    #[serde(rename = "about")]
    pub(crate) subject: NotificationSubject,
    /// The name of its occurrence: `change`, `conferencing_failing`, `event_start`.
    pub name: String,
    /// The subtype of an interaction.
    pub subtype: Option<String>,
    /// Its URL.
    pub url: String,
    /// The exact bytes that are signed.
    pub body: String,
    /// When it was queued.
    pub created: Timestamp,
    /// How long the receiver has to answer: 5 seconds for channels, 7 for event triggers.
    pub deadline: Duration,
    /// Its state.
    pub state: DeliveryState,
    /// The requests, in order.
    pub attempts: Vec<AttemptView>,
    /// What caused it; `None` if the state file of an older version does not say.
    #[serde(default, alias = "replay_of", deserialize_with = "cause_or_original")]
    pub cause: Option<DeliveryCause>,
    /// The events whose changes a `change` reports, by `event_uid`.
    #[serde(default)]
    pub(crate) changed_events: BTreeSet<String>,
    /// The fault that postponed the next attempt, until that attempt is sent.
    #[serde(default)]
    pub(crate) postponed: Option<Fault>,
    /// Whether a fault made it up: [`Fault::UnknownType`] and [`Fault::UnknownSubtype`] do.
    #[serde(default, rename = "is_extra")]
    pub made_up: bool,
}

/// What a notification is about. A closed channel cancels its deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NotificationSubject {
    Channel(String),
    /// By `event_uid`.
    Event(String),
    Agent(String),
    /// A page on which a person chooses a time.
    Scheduling(String),
    /// By `attachment_id`.
    Attachment(String),
    /// A request for access to the account of another.
    Authorization(String),
    /// A smart invite, by the sandbox's own id.
    Invite(String),
    /// Sent manually.
    #[serde(rename = "nothing")]
    Manual,
}

impl NotificationSubject {
    /// The word for it.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Channel(_) => "channel",
            Self::Event(_) => "event",
            Self::Agent(_) => "meeting_agent",
            Self::Scheduling(_) => "scheduling_page",
            Self::Attachment(_) => "attachment",
            Self::Authorization(_) => "authorization",
            Self::Invite(_) => "smart_invite",
            Self::Manual => "manual",
        }
    }

    /// The id of what it is about.
    pub(crate) fn id(&self) -> Option<&str> {
        match self {
            Self::Channel(id)
            | Self::Event(id)
            | Self::Agent(id)
            | Self::Scheduling(id)
            | Self::Attachment(id)
            | Self::Authorization(id)
            | Self::Invite(id) => Some(id),
            Self::Manual => None,
        }
    }
}

/// The state of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "at")]
pub enum DeliveryState {
    /// The next attempt is at this time.
    Waiting(Timestamp),
    /// An attempt is in flight.
    Sending,
    /// The receiver answered 2xx.
    Delivered(Timestamp),
    /// No attempt succeeded within 24 hours, or the channel was closed.
    GivenUp(Timestamp),
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AttemptView {
    /// Counts up from 1.
    pub number: u32,
    /// When it was sent, by the clock of the sandbox.
    pub at: Timestamp,
    /// The injected fault.
    pub fault: Option<Fault>,
    /// As it was sent.
    pub(crate) signature: String,
    /// How it ended; `None` while it is in flight.
    pub outcome: Option<AttemptOutcome>,
    /// What the receiver answered. `None` without an answer, and once the sandbox no longer keeps it.
    #[serde(default)]
    pub answer: Option<HttpMessage>,
    /// Real time from the first byte to the answer.
    pub took: Duration,
}

/// How a request ended. Its text is a few words: `204 No Content`, `no answer in time`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "what")]
pub enum AttemptOutcome {
    /// The status of the answer.
    Answered(u16),
    /// No answer came before the deadline.
    TimedOut,
    /// Nothing listens at the address.
    Refused,
    /// The receiver closed the connection before it answered.
    BrokenOff,
    /// The request could not be sent; with the reason.
    Failed(String),
    /// A fault dropped the request or its answer.
    Lost,
}

impl AttemptOutcome {
    /// Whether the service counts it as a success: any 2xx.
    #[must_use]
    pub const fn succeeded(&self) -> bool {
        matches!(self, Self::Answered(200..=299))
    }
}

impl fmt::Display for AttemptOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(status) => {
                let reason = StatusCode::from_u16(*status).ok().and_then(|status| status.canonical_reason());
                write!(f, "{status}{}{}", if reason.is_some() { " " } else { "" }, reason.unwrap_or_default())
            }
            Self::TimedOut => f.write_str("no answer in time"),
            Self::Refused => f.write_str("connection refused"),
            Self::BrokenOff => f.write_str("connection closed without an answer"),
            // Without the error number of the operating system.
            Self::Failed(reason) => {
                write!(f, "not delivered: {}", reason.split(" (os error").next().unwrap_or_default())
            }
            Self::Lost => f.write_str("lost on the way"),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct NewNotification {
    pub(crate) subject: NotificationSubject,
    pub(crate) name: String,
    pub(crate) subtype: Option<String>,
    pub(crate) url: String,
    pub(crate) body: serde_json::Value,
    /// Event triggers have an id and 7 seconds.
    pub(crate) trigger: bool,
}

/// The request of an attempt.
#[derive(Clone, Debug)]
pub(crate) struct OutgoingRequest {
    pub(crate) delivery: u64,
    pub(crate) attempt: u32,
    pub(crate) url: String,
    pub(crate) notification_id: Option<String>,
    pub(crate) body: String,
    pub(crate) signature: String,
    pub(crate) deadline: Duration,
    pub(crate) fault: Option<Fault>,
}

/// How an attempt ended, as the sender reports it.
#[derive(Clone, Debug)]
pub(crate) struct AttemptResult {
    pub(crate) outcome: AttemptOutcome,
    pub(crate) answer: Option<HttpMessage>,
    pub(crate) took: Duration,
}

/// Without an answer, in no time.
#[cfg(test)]
impl From<AttemptOutcome> for AttemptResult {
    fn from(outcome: AttemptOutcome) -> Self {
        Self { outcome, answer: None, took: Duration::ZERO }
    }
}

impl DeliveryView {
    /// The delivery that it repeats.
    #[must_use]
    pub fn replay_of(&self) -> Option<u64> {
        match self.cause {
            Some(DeliveryCause::Replay(original)) => Some(original),
            _ => None,
        }
    }

    /// The request of an attempt, as it is sent.
    pub(crate) fn request(&self, attempt: &AttemptView) -> OutgoingRequest {
        OutgoingRequest {
            delivery: self.number,
            attempt: attempt.number,
            url: self.url.clone(),
            notification_id: self.notification_id.clone(),
            body: self.body_of(attempt).to_owned(),
            signature: attempt.signature.clone(),
            deadline: self.deadline,
            fault: attempt.fault,
        }
    }

    /// The body of an attempt: [`Fault::Truncate`] sends half of it.
    fn body_of(&self, attempt: &AttemptView) -> &str {
        if attempt.fault != Some(Fault::Truncate) {
            return &self.body;
        }
        let half = (0..=self.body.len() / 2).rev().find(|end| self.body.is_char_boundary(*end));
        &self.body[..half.unwrap_or_default()]
    }
}
