//! Meeting agents.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::event::Subscription;

/// A participant that records a meeting.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MeetingAgent {
    /// Begins with `agt_`.
    pub(crate) sub: String,
    pub(crate) account_id: String,
    /// None for an agent that was asked for without an event.
    pub(crate) event_uid: Option<String>,
    pub(crate) join_url: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) join_at: Timestamp,
    pub(crate) leave_at: Timestamp,
    pub(crate) stage: Stage,
    /// How it will fail, if it does: a subtype of `meeting_agent_failed`.
    pub(crate) fails_with: Option<String>,
    /// When it goes on to its next stage.
    #[serde(default)]
    pub(crate) next_at: Option<Timestamp>,
    /// Of an agent without an event; else those of the event.
    pub(crate) subscriptions: Vec<Subscription>,
}

/// How far an agent is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    Scheduled,
    Activated,
    Complete,
    Failed,
    Cancelled,
}
