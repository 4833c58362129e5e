//! One file for each resource of the API.

pub(super) mod access_requests;
pub(super) mod accessible_calendars;
pub(super) mod account;
pub(super) mod agents;
pub(super) mod application_calendars;
pub(super) mod attachments;
pub(super) mod batch;
pub(super) mod calendars;
pub(super) mod channels;
pub(super) mod conversations;
pub(super) mod delegated_access;
pub(super) mod events;
pub(super) mod free_busy;
pub(super) mod link_tokens;
pub(super) mod login;
pub(super) mod participation;
pub(super) mod read_events;
pub(super) mod resources;
pub(super) mod smart_invites;
pub(super) mod tokens;

pub(crate) use self::agents::CreateAgentRequest;
pub(crate) use self::channels::CreateChannelRequest;
pub(crate) use self::conversations::ConversationRequest;
pub(crate) use self::delegated_access::DelegatedAccessRequest;
pub(crate) use self::smart_invites::UpsertInviteRequest;
