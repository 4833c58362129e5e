//! An application that takes notes in meetings: `cargo run -p meeting-notes` shows it against a sandbox.
//!
//! - [`booking`] books a meeting with an agent, and asks for what the handlers take.
//! - [`handlers`] has a handler for each thing that an agent reports.
//! - [`collector`] fetches what an agent recorded.
//! - [`notes`] is the database: meetings, what was said in them, and recordings.
//! - [`page`] shows them.
//! - [`app`] puts all of it together with the inbox.
//! - [`demo`] is the demonstration: a morning with four meetings.

pub mod app;
pub mod booking;
pub mod collector;
pub mod demo;
pub mod handlers;
pub mod notes;
pub mod page;
