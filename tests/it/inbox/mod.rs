//! Every engine keeps the promises, and does what the inbox in memory does.

mod joining;
mod memory;
#[cfg(feature = "_postgres-tests")]
mod postgres;
mod sqlite;
