//! What must hold for any bytes.
//!
//! Each module has a `check`, which panics when something does not hold. The fuzz targets in `fuzz/`
//! call it with what libFuzzer finds; `tests/replay.rs` calls it with the corpora that are kept in
//! `fuzz/corpus`, and with mutations of them that are the same in every run.
#![allow(clippy::unwrap_used, reason = "a check that cannot go on has failed")]

pub mod body;
pub mod generator;
pub mod head;
pub mod header;
pub mod store;
pub mod verify;

mod cost;
mod json;
mod mutation;
mod replay;

pub use crate::replay::ExclusiveRun;
