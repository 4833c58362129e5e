//! Smart invites: invitations that the application sends itself.

use cronofy_hooks::payload::EventTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An invite for one person, or for several.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SmartInvite {
    /// The sandbox's own id: the same `smart_invite_id` with another recipient is another invite.
    pub(crate) key: String,
    /// The application's own id.
    pub(crate) smart_invite_id: String,
    pub(crate) callback_url: Option<String>,
    pub(crate) organizer: Option<String>,
    pub(crate) event: InviteEvent,
    pub(crate) recipients: Vec<InviteAnswer>,
    /// Whether bodies show `recipients` in the place of `recipient`.
    pub(crate) for_several: bool,
    /// Answers of others, to whom the invite was forwarded.
    pub(crate) replies: Vec<InviteAnswer>,
    pub(crate) cancelled: bool,
    /// Counts the changes, as iCalendar asks for.
    pub(crate) sequence: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InviteEvent {
    pub(crate) summary: String,
    pub(crate) start: EventTime,
    pub(crate) end: EventTime,
    pub(crate) tzid: Option<String>,
    /// Everything else, as it was written.
    #[serde(flatten)]
    pub(crate) details: Map<String, Value>,
}

/// What a person answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct InviteAnswer {
    pub(crate) email: String,
    /// `pending`, `accepted`, `tentative` or `declined`.
    pub(crate) status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) proposal: Option<InviteProposal>,
}

/// Another time that a person asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct InviteProposal {
    pub(crate) start: EventTime,
    pub(crate) end: EventTime,
}

impl InviteAnswer {
    /// Of a person who has not answered.
    pub(crate) fn pending(email: String) -> Self {
        Self { email, status: "pending".to_owned(), comment: None, proposal: None }
    }
}
