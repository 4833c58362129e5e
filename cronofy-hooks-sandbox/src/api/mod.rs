//! The API of the service: one file for each resource. A request becomes an [`Asked`](ask::Asked), is
//! routed, and becomes an [`Answer`](answer::Answer); everything in between is synchronous.

mod account;
mod agents;
mod allow;
mod answer;
mod ask;
mod batch;
mod calendars;
mod channels;
mod events;
mod free_busy;
mod http;
mod limit;
mod login;
mod parameters;
mod read_events;
mod route;
#[cfg(test)]
mod tests;
mod tokens;

pub(crate) use self::answer::{Refused, Violation};
pub(crate) use self::http::router;
pub(crate) use self::limit::RateLimit;
pub(crate) use self::route::Api;
