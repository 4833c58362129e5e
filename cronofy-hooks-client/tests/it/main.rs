//! The client against the sandbox, and against servers that fail.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod calls;
mod errors;
mod failures;
mod measured;
mod pages;
mod rates;
mod resources;
mod retries;
mod secrets;
mod sql;
mod support;
mod tokens;
