//! An application that keeps a copy of calendars in step: `cargo run -p calendar-mirror` shows it in SQLite, against a
//! sandbox.
//!
//! - [`mirror`] is the copy: a table, and how an event is written into it.
//! - [`handlers`] has the handler of `change`, which is all that a notification needs.
//! - [`app`] puts both together with the inbox and the guardian of the channel, and compares everything from time to time.
//! - [`database`] is what differs between SQLite and PostgreSQL.
//! - [`hour`] is the demonstration: an hour of random changes, with everything that can go wrong on the way.

pub mod app;
pub mod database;
pub mod handlers;
pub mod hour;
pub mod mirror;
