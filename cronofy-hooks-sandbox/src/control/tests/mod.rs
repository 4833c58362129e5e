//! The control API and its steps.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod api;
mod common;
mod scenarios;
mod steps;
