//! One file for each resource of the API.

pub(super) mod access_requests;
pub(super) mod accessible_calendars;
pub(super) mod account;
pub(super) mod add_to_calendar;
pub(super) mod agents;
pub(super) mod application_calendars;
pub(super) mod attachments;
pub(super) mod availability;
pub(super) mod availability_rules;
pub(super) mod available_periods;
pub(super) mod batch;
pub(super) mod bookable_events;
pub(super) mod calendar_page;
pub(super) mod calendar_resources;
pub(super) mod calendars;
pub(super) mod channels;
pub(super) mod conversations;
pub(super) mod delegated_access;
pub(super) mod element_tokens;
pub(super) mod events;
pub(super) mod free_busy;
pub(super) mod link_tokens;
pub(super) mod login;
pub(super) mod participation;
pub(super) mod read_events;
pub(super) mod real_time_scheduling;
pub(super) mod resources;
pub(super) mod scheduling_page;
pub(super) mod smart_invites;
pub(super) mod tokens;

pub(crate) use self::agents::CreateAgentRequest;
pub(crate) use self::channels::CreateChannelRequest;
pub(crate) use self::conversations::ConversationRequest;
pub(crate) use self::delegated_access::DelegatedAccessRequest;
pub(crate) use self::smart_invites::UpsertInviteRequest;
