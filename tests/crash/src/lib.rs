//! Kills receivers, databases and workers, cuts the power, and counts what they promised.
//!
//! The README says what is shown and how to read the counts.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

pub mod behaviour;
pub mod campaign;
pub mod clock;
pub mod cluster;
mod command;
pub mod contents;
pub mod counts;
pub mod delivery;
pub mod files;
pub mod folder;
pub mod journal;
pub mod ledger;
pub mod life;
#[path = "../../fixtures/marked.rs"]
pub mod marked;
mod order;
pub mod power;
pub mod process;
pub mod senders;
pub mod standby;
pub mod upgrade;
pub mod verdict;
pub mod victim;

pub use self::command::main;
