//! What both engines do alike.

mod adapter;
mod clock;
mod filter;
mod migration;
mod rounds;
pub(super) mod state;
mod time;

pub(super) use self::adapter::{Adapter, Engine, ended_early, not_of_this_inbox};
pub(super) use self::clock::EngineClock;
pub(super) use self::filter::in_states;
pub(super) use self::migration::SchemaVersion;
pub(super) use self::rounds::rounds;
#[cfg(feature = "postgres")]
pub(super) use self::time::span;
#[cfg(feature = "sqlite")]
pub(super) use self::time::{after, before};
pub(super) use self::time::{micros, timestamp, until};
