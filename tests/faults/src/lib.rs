//! Makes each system call of an inbox in a file fail once, and cuts the power after each.
//!
//! The README says what is shown and how to run it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod command;
pub mod delivery;
pub mod disk;
pub mod folder;
#[path = "../preload/src/format.rs"]
pub mod format;
pub mod inject;
pub mod known;
#[path = "../../fixtures/marked.rs"]
pub mod marked;
pub mod parallel;
pub mod power;
pub mod recording;
pub mod run;
pub mod store;
pub mod victim;

pub use self::command::main;
