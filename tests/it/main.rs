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
