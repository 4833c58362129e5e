//! The calls, one file for each resource.

mod access;
mod attachments;
mod batch;
mod calendars;
mod channels;
mod conversations;
mod delegated_access;
mod events;
mod free_busy;
mod identity;
mod meeting_agents;
mod participation;
mod resources;
mod smart_invites;
mod tokens;

pub use self::resources::ResourceStream;
