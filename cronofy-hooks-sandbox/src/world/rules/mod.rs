//! The behaviour: what the service does to the state, one file for each of its parts.

mod accounts;
mod availability;
mod body;
mod bookable_events;
mod chance;
mod channels;
mod conferencing;
mod delivering;
mod diagnosis;
mod event_details;
mod fault_injection;
mod manual;
mod meeting_agents;
mod paging;
mod reading;
mod scheduler;
mod scheduling;
mod seed;
mod time;
mod tokens;
mod triggers;
mod writing;

pub(crate) use self::availability::{QueryError, free_body, range_of, sequence_body};
pub(crate) use self::body::agent as agent_body;
pub(crate) use self::bookable_events::{RegistrationError, bookable_event_body};
pub(crate) use self::channels::{MOST_CHANNELS, TooManyChannels};
pub(crate) use self::meeting_agents::failures;
pub(crate) use self::paging::ResultPage;
pub(crate) use self::reading::{EventQuery, ReadOptions};
pub(crate) use self::scheduling::{ChoiceError, page_body};
pub(crate) use self::seed::{ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN};
#[cfg(test)]
pub(crate) use self::seed::{ACCOUNT_ID, HOLIDAYS, PRIVATE, PROFILE_ID, WORK};
pub(crate) use self::time::{FIRST, begins, written};
pub(crate) use self::tokens::{EXPIRES_IN, IssuedTokens};
pub(crate) use self::writing::{EventAuthor, EventRef, EventWrite, EventWriteError};
