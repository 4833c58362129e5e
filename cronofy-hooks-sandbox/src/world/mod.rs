//! The world of the sandbox: all state and all behaviour, without time of its own, network or
//! threads. Whoever owns it moves its clock, and sends what it says is to be sent.

pub(crate) mod account;
pub(crate) mod agenda;
pub(crate) mod agent;
pub(crate) mod agent_life;
pub(crate) mod application;
pub(crate) mod body;
mod by_hand;
pub(crate) mod chance;
pub(crate) mod channel;
mod conferencing;
pub(crate) mod delivery;
mod details;
pub(crate) mod event;
mod happen;
mod ids;
mod mischief;
mod outbox;
pub(crate) mod paging;
pub(crate) mod ping;
mod profiles;
pub(crate) mod read;
pub(crate) mod seed;
mod state;
pub(crate) mod tokens;
pub(crate) mod trigger;
pub(crate) mod write;

pub(crate) use self::state::World;
