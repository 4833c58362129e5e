//! Scheduling conversations, in which people agree on a time.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::availability::QueriedPeriod;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Conversation {
    /// Begins with `scv_`.
    pub(crate) id: String,
    /// The account that started it.
    pub(crate) started_by: String,
    pub(crate) participants: Vec<Participant>,
    pub(crate) required_duration: SignedDuration,
    pub(crate) periods: Vec<QueriedPeriod>,
    /// `tzid`, `subject` and `event`, as they were written.
    pub(crate) details: Map<String, Value>,
    /// The start of the slot that everyone agreed on.
    pub(crate) chosen: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Participant {
    /// Finds the conversation, and stands in the URLs of the participant.
    pub(crate) token: String,
    pub(crate) sub: Option<String>,
    /// Whether the participant chooses the slot, in place of the service.
    pub(crate) chooses_itself: bool,
    /// The start of the slot that was chosen.
    pub(crate) selected: Option<Timestamp>,
    /// `participant_id`, `sub`, `email` and `common_name`, as they were written.
    pub(crate) names: Map<String, Value>,
}
