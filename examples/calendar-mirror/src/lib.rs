//! An application that keeps a copy of calendars in SQLite: `cargo run -p calendar-mirror` shows it against a sandbox.
//!
//! - [`mirror`] is the copy: a table, and how an event is written into it.
//! - [`handlers`] has the handler of `change`, which is all that a notification needs.
//! - [`app`] puts both together with the inbox, and compares everything from time to time.
//! - [`hour`] is the demonstration: an hour of random changes, with everything that can go wrong on the way.

pub mod app;
pub mod handlers;
pub mod hour;
pub mod mirror;
