//! Tests across the crates: schemas, types, router and example together.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers;
mod asking;
mod bodies;
mod by_hand;
mod captures;
#[cfg(feature = "_postgres-tests")]
mod cluster;
mod contributing;
mod deadlines;
mod extract;
mod inbox;
mod many;
mod metrics;
mod open;
mod quickstart;
/// The receiver of the sandbox's console: it compiles as it is pasted.
#[path = "../../cronofy-hooks-sandbox/src/console/assets/snippets/receiver.rs"]
#[allow(dead_code, clippy::print_stdout, reason = "a program of its own")]
mod receiver_snippet;
mod routing;
mod sandbox;
mod schemas;
mod serve;
mod server;
mod signature;
mod stalling;
mod start;
mod store;
mod tracing;
mod worker;
