//! Meeting agents.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::subscription::Subscription;

/// A participant that records a meeting.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct MeetingAgent {
    /// Begins with `agt_`.
    pub(crate) sub: String,
    pub(crate) account_id: String,
    /// None for an agent that was scheduled without an event.
    pub(crate) event_uid: Option<String>,
    /// The application's own key of an agent that it schedules without an event.
    #[serde(default)]
    pub(crate) scheduling_key: Option<String>,
    pub(crate) join_url: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) join_at: Timestamp,
    pub(crate) leave_at: Timestamp,
    pub(crate) stage: AgentStage,
    /// How it will fail, if it does: a subtype of `meeting_agent_failed`.
    pub(crate) fails_with: Option<String>,
    /// How long after the end of the meeting its recordings can be fetched.
    #[serde(default)]
    pub(crate) recording_delay: SignedDuration,
    #[serde(default)]
    pub(crate) next_at: Option<Timestamp>,
    /// Of an agent without an event. Other agents use those of their event.
    pub(crate) subscriptions: Vec<Subscription>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AgentStage {
    #[default]
    Scheduled,
    Activated,
    Complete,
    Failed,
    Cancelled,
}

impl MeetingAgent {
    /// Whether it has not ended yet.
    pub(crate) fn is_active(&self) -> bool {
        matches!(self.stage, AgentStage::Scheduled | AgentStage::Activated)
    }
}
