//! What both engines do alike: an [`Engine`] runs the SQL of its database, and [`Adapter`] makes an
//! [`Inbox`](crate::Inbox) of it.

mod adapter;
mod engine;
mod lease_update;
mod migration;
mod query;
mod row;
mod time;

#[cfg(feature = "sqlite")]
pub(super) use self::adapter::not_of_this_inbox;
pub(super) use self::adapter::{Adapter, ended_early};
pub(super) use self::engine::{Engine, EngineTransaction};
pub(super) use self::lease_update::{parts, rounds};
pub(super) use self::migration::needs_migrations;
pub(super) use self::query::change;
pub(super) use self::row::{LenientRow, leased};
#[cfg(feature = "postgres")]
pub(super) use self::time::span;
pub(super) use self::time::{EngineClock, micros, until};
#[cfg(feature = "sqlite")]
pub(super) use self::time::{after, before};
