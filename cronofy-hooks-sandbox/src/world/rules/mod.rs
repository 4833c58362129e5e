//! The behaviour: what the service does to the state, one file for each of its parts.

mod access;
mod accounts;
mod application_calendars;
mod attachments;
mod body;
mod chance;
mod channels;
mod conferencing;
mod conversations;
mod delegated_access;
mod delivering;
mod diagnosis;
mod event_details;
mod fault_injection;
mod icalendar;
mod manual;
mod meeting_agents;
mod paging;
mod participation;
mod reading;
mod scheduler;
mod seed;
mod smart_invites;
mod time;
mod tokens;
mod triggers;
mod writing;

pub(crate) use self::access::AccessDecision;
pub(crate) use self::body::agent as agent_body;
pub(crate) use self::channels::{MOST_CHANNELS, TooManyChannels};
pub(crate) use self::conversations::{ParticipantStatus, SelectionError, slot_id};
pub(crate) use self::delegated_access::access_errors;
pub(crate) use self::meeting_agents::failures;
pub(crate) use self::paging::ResultPage;
pub(crate) use self::reading::{EventQuery, ReadOptions};
pub(crate) use self::seed::{ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN};
#[cfg(test)]
pub(crate) use self::seed::{ACCOUNT_ID, CONFERENCING_PROFILE_ID, PRIVATE, PROFILE_ID, WORK};
pub(crate) use self::smart_invites::{InviteShown, InviteWrite};
pub(crate) use self::time::{FIRST, begins};
pub(crate) use self::tokens::{EXPIRES_IN, IssuedTokens};
pub(crate) use self::writing::{EventAuthor, EventRef, EventWrite, EventWriteError};
