//! The console as a person uses it: Chromium, the sandbox, and the quickstart as the receiver.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod scene;
mod story;
mod views;
