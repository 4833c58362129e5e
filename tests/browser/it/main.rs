//! The console as a person uses it: Chromium, the sandbox, and the example that receives.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod scene;
mod story;
mod views;
