//! What changed, read from the sandbox.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod changes;
mod clocks;
mod conflicts;
mod cursors;
mod extract;
mod full_sync;
mod guardian;
mod guardian_recipe;
#[cfg(feature = "_postgres-tests")]
mod postgres;
mod support;
