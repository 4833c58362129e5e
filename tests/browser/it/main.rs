//! The console as a person uses it, with the quickstart as the receiver, and the page of meeting-notes: in Chromium.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod closing;
mod newcomer;
mod notes;
mod people;
mod scenario;
mod scene;
mod story;
mod time;
mod trigger;
mod views;
