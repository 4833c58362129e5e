//! The client against the sandbox, and against servers that fail.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod calls;
mod complete;
mod errors;
mod failures;
mod faults;
mod flows;
mod measured;
mod misuses;
mod pages;
mod rates;
mod readme;
mod resources;
mod retries;
mod scheduling;
mod secrets;
/// The snippet of the sandbox's console: it compiles as it is pasted.
#[path = "../../../cronofy-hooks-sandbox/src/console/assets/snippets/account.rs"]
#[allow(dead_code, clippy::print_stdout, reason = "a program of its own")]
mod snippet;
mod sql;
mod support;
mod tokens;
