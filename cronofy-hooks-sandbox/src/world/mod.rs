//! The world of the sandbox: all state and all behaviour, without time of its own, network or
//! threads. Whoever owns it moves its clock, and sends what it says is to be sent.

pub(crate) mod account;
pub(crate) mod agenda;
pub(crate) mod agent;
pub(crate) mod application;
pub(crate) mod channel;
pub(crate) mod delivery;
pub(crate) mod event;
mod happen;
mod ids;
mod outbox;
pub(crate) mod ping;
mod state;

pub(crate) use self::state::World;
