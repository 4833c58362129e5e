//! The calls, one file for each resource.

mod access;
mod add_to_calendar;
mod attachments;
mod availability;
mod availability_rules;
mod available_periods;
mod batch;
mod bookable_events;
mod calendar_resources;
mod calendars;
mod channels;
mod conversations;
mod delegated_access;
mod element_tokens;
mod events;
mod free_busy;
mod identity;
mod meeting_agents;
mod participation;
mod real_time_scheduling;
mod resources;
mod smart_invites;
mod tokens;
mod verification;

pub use self::resources::ResourceStream;
